extension FuzzTarget {
    /// The names of all targets.
    static let names = ["requests", "signals", "topics", "tokens", "keys", "bson", "addresses"]

    /// All targets.
    static func all() async throws -> [FuzzTarget] {
        [try await requests(), signals, topics, try await tokens(), keys, try bson(), addresses]
    }
}
