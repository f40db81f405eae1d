import CallSignaling
import Foundation

/// The people of the stories: Ann calls, Bob, Cid and Dee are called, Eve has no part in it.
extension MemberID {
    static let ann = MemberID("ann")
    static let bob = MemberID("bob")
    static let cid = MemberID("cid")
    static let dee = MemberID("dee")
    static let eve = MemberID("eve")
}

extension Party {
    static let ann = Party(.ann)
    static let bob = Party(.bob)
    static let cid = Party(.cid)
    static let dee = Party(.dee)
    static let eve = Party(.eve)

    func on(_ device: Device) -> Party { Party(member, on: device) }
}

extension Device {
    static let phone = Device(DeviceID("phone"))
    static let tablet = Device(DeviceID("tablet"))
}

extension Member {
    init(_ id: MemberID) { self.init(id: id, name: id.rawValue.capitalized, avatar: id == .ann ? "https://img/ann" : nil) }
}

extension Invitee {
    static func free(_ id: MemberID) -> Invitee { Invitee(Member(id)) }
    static func engaged(_ id: MemberID) -> Invitee { Invitee(Member(id), isEngaged: true) }
}

extension CallID {
    static let story = CallID("0c4f1c2e-8a5b-4c3d-9e2f-112233445566")
}

extension ChurchID {
    static let grace = ChurchID("grace")
}
