/// Which churches something is good for.
public enum ChurchScope: Hashable, Sendable {
    /// All there are, and all that will be.
    case every
    /// These alone.
    case only(Set<ChurchID>)

    /// What stands for all churches. No church has this id.
    public static let wildcard = "*"
    /// Most churches that can be named.
    public static let limit = 1_000

    /// The scope that `texts` write down: `*` alone, or ids. Nil for anything else, and for nothing.
    public init?(texts: [String]) {
        if texts == [Self.wildcard] {
            self = .every
            return
        }
        let churches = texts.compactMap(ChurchID.init(validating:))
        guard churches.count == texts.count, (1...Self.limit).contains(churches.count) else { return nil }
        self = .only(Set(churches))
    }

    /// The scope written down, in order.
    public var texts: [String] {
        switch self {
        case .every: [Self.wildcard]
        case .only(let churches): churches.map(\.rawValue).sorted()
        }
    }

    /// Whether `church` is in it.
    public func contains(_ church: ChurchID) -> Bool {
        switch self {
        case .every: true
        case .only(let churches): churches.contains(church)
        }
    }

    /// The church, where there is one only.
    public var onlyChurch: ChurchID? {
        guard case .only(let churches) = self, churches.count == 1 else { return nil }
        return churches.first
    }
}
