import CallSignaling

/// What load a bench puts on a deployment.
struct LoadPlan: Sendable {
    /// When calls begin.
    enum Arrivals: Sendable, Equatable {
        /// Each group begins its next call when the last one is over.
        case closed
        /// So many calls a second, at random instants (a Poisson process), whether or not earlier ones are over.
        case open(rate: Double)
    }

    /// Church of the members.
    var church: ChurchID
    /// How the members' ids begin.
    var prefix: String
    /// One token a member; the first group has the first ones, its caller first.
    var tokens: [String]
    /// Members called at once.
    var callees = 1
    /// When calls begin.
    var arrivals = Arrivals.closed
    /// Seconds at the start that are not counted.
    var warmUp = 0.0
    /// Seconds that are counted.
    var seconds = 10.0

    /// How many groups there are.
    var groups: Int { tokens.count / (callees + 1) }

    /// The members of a group, its caller first.
    func members(of group: Int) -> [MemberID] {
        (0...callees).map { MemberID("\(prefix)\(group * (callees + 1) + $0)") }
    }

    /// The tokens of a group, its caller's first.
    func tokens(of group: Int) -> ArraySlice<String> { tokens[(group * (callees + 1))..<((group + 1) * (callees + 1))] }
}
