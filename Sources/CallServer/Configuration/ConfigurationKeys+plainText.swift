extension ConfigurationKeys {
    /// All settings for a terminal.
    static var plainText: String {
        sections.map { section in
            "\(section.title)\n" + section.rows.map(\.plainText).joined()
        }.joined(separator: "\n")
    }
}

extension ConfigurationRow {
    fileprivate var plainText: String {
        var facts = ["\(type): \(allowed)"]
        if let text = note ?? defaultText { facts.append("default \(text)") }
        if isSecret { facts.append("secret") }
        return "  \(name)\n      \(meaning)\n      \(facts.joined(separator: "; "))\n".replacing("`", with: "")
    }
}
