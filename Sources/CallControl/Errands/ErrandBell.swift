/// Tells those who carry out errands on this instance that there are new ones. Safe to use from anywhere.
public struct ErrandBell: Sendable {
    private let bells: [ErrandKind: Bell]

    /// A bell for each kind.
    public init() { bells = Dictionary(uniqueKeysWithValues: ErrandKind.allCases.map { ($0, Bell()) }) }

    /// Errands of these kinds were added; never blocks.
    public func ring(_ kinds: Set<ErrandKind>) { for kind in kinds { bells[kind]?.ring() } }

    /// Waits until errands of `kind` were added. Throws `CancellationError`.
    func wait(for kind: ErrandKind) async throws { try await bells[kind]?.wait() }
}
