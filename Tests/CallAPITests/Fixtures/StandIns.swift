import CallControl
import CallSignaling
import Foundation
import Synchronization

/// A clock that stands still until it is turned.
final class ManualClock: CallClock {
    private let date = Mutex(Date(timeIntervalSince1970: 1_800_000_000.125))

    func now() -> Date { date.withLock(\.self) }
    func advance(by seconds: Double) { date.withLock { $0 += seconds } }
    func sleep(until date: Date) async throws {}
}

/// Church `grace` with members `ann`, `bob`, `cid`, `dan`, `eve`; church `hope` with `ann` and `zoe`. Only Bob has a picture.
struct Members: MemberDirectory {
    static let known: [String: [String]] = ["grace": ["ann", "bob", "cid", "dan", "eve"], "hope": ["ann", "zoe"]]

    func members(_ ids: [MemberID], in church: ChurchID) async throws -> [MemberID: Member] {
        let known = Set(Self.known[church.rawValue] ?? [])
        let found = ids.filter { known.contains($0.rawValue) }.map { id in
            Member(id: id, name: id.rawValue.capitalized, avatar: id.rawValue == "bob" ? "https://img/bob.jpg" : nil)
        }
        return Dictionary(found.map { ($0.id, $0) }) { first, _ in first }
    }

    func community(_ id: CommunityID, in church: ChurchID) async throws -> Community? {
        id.rawValue == "choir" ? Community(id: id, name: "Choir") : nil
    }
}

/// Media rooms whose tokens say for whom they are.
struct Rooms: MediaRooms {
    let url = "wss://media.test"

    func accessToken(for participant: Participant, in call: Call, at now: Date) async throws -> String { "media-\(participant.id)" }
}
