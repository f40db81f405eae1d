import CallControl

/// How phones that sleep are woken.
struct PushOptions: Sendable {
    /// With which credentials; nil wakes none.
    var credentials: PushCredentials?
    /// When.
    var rules = PushRules()
}

extension PushOptions {
    /// `PUSH_…`.
    init(reading reader: inout ConfigurationReader) {
        rules = PushRules(
            policy: reader.read(ConfigurationKeys.pushPolicy, PushRules().policy),
            delay: reader.read(ConfigurationKeys.pushDelay, PushRules().delay))
        guard let path = reader.read(ConfigurationKeys.pushCredentials) else { return }
        do throws(PushFileProblem) {
            credentials = try PushCredentials(path: path)
        } catch {
            reader.report(
                ConfigurationKeys.pushCredentials.name, found: "\(path): \(error)",
                remedy: "see operations.md, \"Pushes\"")
        }
    }
}
