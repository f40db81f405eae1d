import CallSignaling
import Foundation

/// Two people's call, answered and ended, always at the same instant.
enum WholeCall {
    static let start = Date(timeIntervalSince1970: 1_767_268_800)
    static let church = ChurchID("grace")
    static let anna = Member(id: MemberID("anna"), name: "Anna Wijaya", avatar: "https://photos.example.org/anna.jpg")
    static let ben = Member(id: MemberID("ben"), name: "Ben Santoso", avatar: "https://photos.example.org/ben.jpg")
    static let id = "3f2504e0-4f89-41d3-9a0c-0305e82c3301"

    static let events: [CallEvent] = [
        .ringing(Party(ben.id)), .accept(Party(ben.id)), .connected(Party(anna.id)), .connected(Party(ben.id)),
        .end(Party(anna.id), .normal),
    ]

    static func begin() -> (call: Call, signals: [Signal]) {
        Call.start(CallDraft(id: CallID(id), churchID: church, type: .voice, caller: anna, callees: [Invitee(ben)]), at: start)
    }

    /// The call as it rings, and as its callee has just accepted it.
    static func accepted() throws -> (ringing: Call, accepted: Call, signals: [Signal]) {
        let (ringing, _) = begin()
        var call = ringing
        let signals = try call.handle(.accept(Party(ben.id)), at: start + 2)
        return (ringing, call, signals)
    }
}
