import Foundation

/// A configuration file: a JSON object whose keys are the names of the variables.
///
/// Values are texts, numbers, `true`, `false` or lists of them; `null` is as good as nothing.
struct ConfigurationFile: Sendable {
    /// Where it is; for messages.
    let path: String
    /// The values, written as in the environment.
    let values: [String: String]
    /// What is wrong with it.
    let problems: [ConfigurationProblem]

    /// Reads the file; what is wrong with it is in `problems`.
    init(path: String) {
        do {
            self.init(path: path, data: try Data(contentsOf: URL(filePath: path)))
        } catch {
            let problem = ConfigurationProblem(name: path, found: "cannot be read", remedy: "name a readable JSON file")
            self.init(path: path, values: [:], problems: [problem])
        }
    }

    /// Reads the file's content.
    init(path: String, data: Data) {
        do {
            let object = try JSONDecoder().decode([String: JSONValue].self, from: data)
            let known = Set(ConfigurationKeys.all.map(\.name))
            var problems: [ConfigurationProblem] = []
            var values: [String: String] = [:]
            for (name, value) in object.sorted(by: { $0.key < $1.key }) {
                if !known.contains(name) {
                    problems.append(.init(name: name, found: "unknown setting in \(path)", remedy: "see `faithflow-calls configuration`"))
                } else if let text = value.settingText {
                    values[name] = text
                } else if value != .null {
                    problems.append(
                        .init(name: name, found: "an object in \(path)", remedy: "allowed: text, number, true, false, or a list"))
                }
            }
            self.init(path: path, values: values, problems: problems)
        } catch {
            let problem = ConfigurationProblem(name: path, found: "no JSON object", remedy: "write {\"NAME\": value, …}")
            self.init(path: path, values: [:], problems: [problem])
        }
    }

    private init(path: String, values: [String: String], problems: [ConfigurationProblem]) {
        self.path = path
        self.values = values
        self.problems = problems
    }
}

extension JSONValue {
    /// As it would stand in the environment; nil for null and objects.
    fileprivate var settingText: String? {
        switch self {
        case .string(let text): text
        case .integer(let number): "\(number)"
        case .number(let number): number.short
        case .boolean(let value): "\(value)"
        case .array(let items) where items.isEmpty: "none"
        case .array(let items): items.compactMap(\.settingText).joined(separator: ",")
        case .null, .object: nil
        }
    }
}
