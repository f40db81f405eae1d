extension ConfigurationKeys {
    /// The table of `docs/configuration.md`.
    static var markdown: String {
        sections.map { section in
            let head = "### \(section.title)\n\n| name | kind | allowed | default | meaning |\n|---|---|---|---|---|\n"
            return head + section.rows.map(\.markdown).joined(separator: "\n")
        }.joined(separator: "\n\n") + "\n"
    }
}

extension ConfigurationRow {
    fileprivate var markdown: String {
        let cells = [
            "`\(name)`", isSecret ? "\(type), **secret**" : type, allowed, note ?? defaultText.map { "`\($0)`" } ?? "–", meaning,
        ]
        return "| " + cells.map { $0.replacing("|", with: "\\|") }.joined(separator: " | ") + " |"
    }
}
