import CallSignaling
import FoundationEssentials

/// What is known of who is in a call, here and at the broker, and whose state is to be looked at. A plain value; `EngagementPublisher` has one under its lock.
struct EngagementTable: Sendable {
    /// A member of a church.
    struct Place: Hashable, Sendable {
        let church: ChurchID
        let member: MemberID
    }

    /// Most members of each kind; more are not taken note of.
    static let limit = 200_000
    /// Seconds after a publication that it is looked at once more: another instance may have published at the same time.
    static let confirmation = 2.0
    /// Seconds until a failure is tried again.
    static let retry = 5.0
    /// Seconds over which a sweep, or what the broker had retained, is spread.
    static let spread = 30.0

    /// Those of whom the broker has retained that they are in a call.
    private(set) var announced: Set<Place> = []
    /// Those whom a call engages that was stored here.
    private var held: Set<Place> = []
    private var due: [Place: Date] = [:]

    /// Takes note of a stored call.
    mutating func observe(_ call: Call, at now: Date) {
        for participant in call.participants {
            let place = Place(church: call.churchID, member: participant.id)
            let (isEngaged, wasEngaged) = (participant.state.isEngaged, held.contains(place))
            if isEngaged, held.count < Self.limit { held.insert(place) } else { held.remove(place) }
            if isEngaged != wasEngaged || isEngaged != announced.contains(place) { look(at: place, by: now) }
        }
    }

    /// Takes note of what the broker passes on. What it had retained may be wrong for long, and nobody may have it in mind: it is looked at.
    mutating func hear(_ isInCall: Bool, of place: Place, isRetained: Bool, at now: Date) {
        if !isInCall {
            announced.remove(place)
        } else if announced.count < Self.limit {
            announced.insert(place)
            if isRetained { look(at: place, by: now.addingTimeInterval(.random(in: 0..<Self.spread))) }
        }
    }

    /// The connection to the broker is new: it may have lost what it had retained.
    mutating func startOver(at now: Date) {
        announced.subtract(held)
        for place in held { look(at: place, by: now.addingTimeInterval(Self.confirmation)) }
    }

    /// Makes all be looked at over the next while.
    mutating func sweep(at now: Date) {
        for place in announced.union(held) { look(at: place, by: now.addingTimeInterval(.random(in: 0..<Self.spread))) }
    }

    /// Takes those whose time has come, at most `limit`.
    mutating func take(at now: Date, limit: Int) -> [ChurchID: [MemberID]] {
        var taken: [ChurchID: [MemberID]] = [:]
        for place in due.lazy.filter({ $0.value <= now }).prefix(limit).map(\.key) {
            taken[place.church, default: []].append(place.member)
        }
        for (church, members) in taken { for member in members { due[Place(church: church, member: member)] = nil } }
        return taken
    }

    /// Whether it is to be published that `place` is, or is not, in a call, as the store has it; it is then looked at once more.
    mutating func settle(_ place: Place, isEngaged: Bool, at now: Date) -> Bool {
        if !isEngaged { held.remove(place) }
        guard isEngaged != announced.contains(place) else { return false }
        look(at: place, by: now.addingTimeInterval(Self.confirmation))
        return true
    }

    /// Makes `place` be looked at after a failure.
    mutating func fail(_ place: Place, at now: Date) { look(at: place, by: now.addingTimeInterval(Self.retry)) }

    private mutating func look(at place: Place, by date: Date) {
        guard due[place] != nil || due.count < 2 * Self.limit else { return }
        due[place] = min(date, due[place] ?? date)
    }
}
