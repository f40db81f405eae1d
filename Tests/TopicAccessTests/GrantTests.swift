import CallSignaling
import Testing

@testable import TopicAccess

/// What is written down beforehand is allowed anyway.
@Suite struct GrantTests {
    private static let calls = ["7f9c24e8-3b12-4fef-91e0-1d2c3b4a5f60", "3f2504e0-4f89-41d3-9a0c-0305e82c3301"].compactMap(
        CallID.init(validating:))

    @Test(arguments: [true, false])
    func nothingIsGrantedThatIsNotAllowed(publishesRinging: Bool) throws {
        let anna = try #require(Principal(churchID: ChurchID("grace"), memberID: MemberID("anna")))
        let grants = anna.grants(hearing: Self.calls, publishesRinging: publishesRinging)
        for grant in grants {
            for isRetained in grant.mayRetain ? [true, false] : [false] {
                let publication = TopicAction.Publication(content: .vouchedFor, isRetained: isRetained)
                #expect(
                    anna.access(to: grant.filter, for: grant.action == .publish ? .publish(publication) : .subscribe) == .allowed,
                    "\(grant)")
            }
        }
        #expect(grants.count == (publishesRinging ? 13 : 11))
        #expect(Set(grants).count == grants.count)
    }

    @Test func whatIsNotSeenIsPublishedOnNoCallsTopic() throws {
        let anna = try #require(Principal(churchID: ChurchID("grace"), memberID: MemberID("anna")))
        let unseen = TopicAction.publish(TopicAction.Publication(content: .unseen, isRetained: false))
        #expect(anna.access(to: "faithflow/grace/call/\(Self.calls[0])/signal", for: unseen) == .denied(.unseen))
        #expect(anna.access(to: "faithflow/grace/call/\(Self.calls[0])/participants", for: unseen) == .denied(.serviceOnly))
        #expect(anna.access(to: "faithflow/grace/presence/anna", for: unseen) == .allowed)
        #expect(anna.access(to: "faithflow/grace/presence/ben", for: unseen) == .denied(.foreignMember))
        #expect(anna.access(to: "faithflow/grace/presence/anna/call", for: unseen) == .denied(.serviceOnly))
    }

    @Test func anIDOfItsOwnFormNamesItsOwner() throws {
        let anna = try #require(Principal(churchID: ChurchID("grace"), memberID: MemberID("anna")))
        #expect(anna.hasOwnForm(anna.newClientID()) && anna.mayConnect(as: anna.newClientID()))
        for id in ["ff-call-anna-1", "ff-call-anna-phone-2"] { #expect(anna.hasOwnForm(id) && anna.mayConnect(as: id)) }
        for id in ["", "ff-call-anna-", "ff-call-ben-1", "ff-call-anna-\u{7F}", "ff-call-anna-" + String(repeating: "x", count: 256)] {
            #expect(!anna.hasOwnForm(id) && !anna.mayConnect(as: id))
        }
        #expect(anna.mayConnect(as: "her-own") && !anna.hasOwnForm("her-own"))
    }
}
