import Configuration

/// Reads settings one by one and remembers all that is wrong with them.
///
/// The environment goes before the file. An empty value counts as not set.
struct ConfigurationReader {
    /// What was wrong so far.
    private(set) var problems: [ConfigurationProblem]
    private let reader: ConfigReader
    private let environmentNames: Set<String>
    private let filePath: String?

    /// A reader of the environment and, where one is given, a file.
    init(environment: [String: String], file: ConfigurationFile? = nil) {
        let secrets = ConfigurationKeys.secretNames
        let set = environment.filter { !$0.value.trimmingBlanks().isEmpty }
        var providers: [any ConfigProvider] = [
            EnvironmentVariablesProvider(environmentVariables: set, secretsSpecifier: .specific(secrets))
        ]
        if let file {
            let values = file.values.filter { !$0.value.trimmingBlanks().isEmpty }.map { name, text in
                (AbsoluteConfigKey([name]), ConfigValue(.string(text), isSecret: secrets.contains(name)))
            }
            providers.append(InMemoryProvider(name: file.path, values: Dictionary(uniqueKeysWithValues: values)))
        }
        reader = ConfigReader(providers: providers)
        environmentNames = Set(set.keys)
        filePath = file?.path
        problems = file?.problems ?? []
    }

    /// The value as set, or the default. Nil where there is neither; also, remembered as a problem, where what is set is not allowed
    /// and there is no default.
    mutating func read<Value>(_ key: ConfigurationKey<Value>) -> Value? {
        guard let given = reader.string(forKey: ConfigKey([key.name]), isSecret: key.description.isSecret) else { return key.defaultValue }
        let text = key.description.isSecret ? given : given.trimmingBlanks()  // of a secret every byte counts
        if let value = key.format.parse(text) { return value }
        let value = key.description.isSecret ? "a value that is not shown" : "\"\(text)\""
        let source = environmentNames.contains(key.name) ? "the environment" : filePath ?? "the file"
        report(key.name, found: "found \(value) in \(source)", remedy: "allowed: \(key.format.allowed.replacing("`", with: ""))")
        return key.defaultValue
    }

    /// The value as set, or the key's default, or, which the table's test rules out, `last`.
    mutating func read<Value>(_ key: ConfigurationKey<Value>, _ last: Value) -> Value { read(key) ?? last }

    /// Whether it is set at all, rightly or wrongly.
    func isSet<Value>(_ key: ConfigurationKey<Value>) -> Bool {
        reader.string(forKey: ConfigKey([key.name]), isSecret: key.description.isSecret) != nil
    }

    /// Remembers a problem.
    mutating func report(_ name: String, found: String, remedy: String) {
        problems.append(ConfigurationProblem(name: name, found: found, remedy: remedy))
    }

    /// Throws all problems, if there are any.
    func check() throws(ConfigurationFailure) {
        guard problems.isEmpty else { throw ConfigurationFailure(problems: problems) }
    }
}

extension ConfigurationKey {
    /// The default as a value.
    var defaultValue: Value? { description.defaultText.flatMap(format.parse) }
}
