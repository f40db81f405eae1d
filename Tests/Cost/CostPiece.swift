/// Something that is done for each call, and often.
struct CostPiece: Sendable {
    let name: String
    let summary: String
    /// Makes what is needed, and gives what is to be counted.
    let prepare: @Sendable () async throws -> (@Sendable () async throws -> Void)

    static let all = domain + documents + texts + topics + requests
}

/// What is made must not be left out by the optimiser.
@inline(never)
func use(_ value: some Any) { withExtendedLifetime(value) {} }
