/// What the check of one thing found.
struct CheckResult: Sendable, Hashable, Encodable {
    /// How it stands.
    enum Status: String, Sendable, Encodable {
        case ok, warning, failed
    }

    /// What was checked.
    let name: String
    /// How it stands.
    let status: Status
    /// What was found, free of secrets.
    let detail: String
    /// How to mend it.
    let remedy: String?

    /// All is well.
    static func ok(_ name: String, _ detail: String) -> Self { Self(name: name, status: .ok, detail: detail, remedy: nil) }

    /// It works, but somebody should look.
    static func warning(_ name: String, _ detail: String, remedy: String) -> Self {
        Self(name: name, status: .warning, detail: detail, remedy: remedy)
    }

    /// The service cannot do its work so.
    static func failed(_ name: String, _ detail: String, remedy: String?) -> Self {
        Self(name: name, status: .failed, detail: detail, remedy: remedy)
    }
}
