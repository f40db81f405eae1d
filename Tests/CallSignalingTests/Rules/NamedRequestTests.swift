import CallSignaling
import Foundation
import Testing

/// A call remembers the named requests that made or changed it, and nothing else is different for it.
@Suite struct NamedRequestTests {
    private static func request(_ key: String, of member: MemberID = .ann) -> KeyedRequest {
        KeyedRequest(RequestKey(key, of: member), fingerprint: "fingerprint of \(key)")
    }

    private static func call(for request: KeyedRequest? = request("create"), at now: Date = Story.beginning) -> Call {
        let draft = CallDraft(
            id: .story, churchID: .grace, type: .voice, caller: Member(.ann), callees: [.free(.bob), .free(.cid)], request: request)
        return Call.start(draft, at: now).call
    }

    private let now = Story.beginning

    @Test func whatChangesTheCallIsRemembered() throws {
        var call = Self.call()
        _ = try call.handle(.accept(.bob), at: now.addingTimeInterval(1), for: Self.request("accept", of: .bob))
        _ = try call.handle(.connected(.ann), at: now.addingTimeInterval(2))
        #expect(call.requests.map(\.key) == ["create", "accept"])
        #expect(call.requests.map(\.by) == [.ann, .bob])
        #expect(call.requests.map(\.at) == [now, now.addingTimeInterval(1)])
        #expect(call.requests.map(\.isCreation) == [true, false])
        #expect(call.request(RequestKey("accept", of: .bob), at: now)?.fingerprint == "fingerprint of accept")
        #expect(call.request(RequestKey("accept", of: .ann), at: now) == nil, "the key of another member")
    }

    @Test func whatChangesNothingOrIsRefusedIsNot() throws {
        var call = Self.call()
        _ = try call.handle(.ringing(.bob), at: now)
        let before = call
        #expect(try call.handle(.ringing(.bob), at: now, for: Self.request("again", of: .bob)).isEmpty)
        #expect(throws: CallConflict.notCaller) { try call.handle(.cancel(.bob), at: now, for: Self.request("cancel", of: .bob)) }
        #expect(call == before)
    }

    @Test func answeringByCallingIsACreation() throws {
        var call = Self.call()
        _ = try call.handle(.glare(.bob, .voice), at: now, for: Self.request("create", of: .bob))
        #expect(call.requests.map(\.isCreation) == [true, true])
    }

    /// The same story with and without names differs in what is remembered alone.
    @Test(arguments: [
        [CallEvent.ringing(.bob), .accept(.bob), .connected(.ann), .connected(.bob), .invite(.ann, [.free(.dee)]), .end(.ann, .normal)],
        [.reject(.bob, .busy), .reject(.cid, .rejected)], [.cancel(.ann)], [.glare(.bob, .video), .leave(.bob), .deadlinePassed],
    ])
    func namesChangeNothingElse(events: [CallEvent]) throws {
        var (named, bare) = (Self.call(), Self.call(for: nil))
        #expect(bare.requests.isEmpty)
        for (number, event) in events.enumerated() {
            let signals = try named.handle(event, at: now, for: Self.request("\(number)"))
            #expect(try bare.handle(event, at: now) == signals)
            #expect(named.forgettingRequests { _ in true } == bare)
            #expect(named.requests.count == named.version)
        }
    }

    @Test func onlySoManyAreRememberedCreationsLongest() throws {
        var call = Self.call()
        for number in 1...200 {
            let change = MediaChange(isMuted: number.isMultiple(of: 2) ? false : true)
            _ = try call.handle(.update(.ann, change), at: now, for: Self.request("\(number)"))
            #expect(call.requests.count == min(number + 1, Call.requestLimit))
        }
        #expect(call.requests.map(\.key) == ["create"] + (138...200).map(String.init))
    }

    @Test func afterADayTheKeyIsFree() throws {
        var call = Self.call()
        let day = AcceptedRequest.lifetime
        let key = RequestKey("create", of: .ann)
        #expect(day == 86_400)
        #expect(call.request(key, at: now.addingTimeInterval(day)) != nil)
        #expect(call.request(key, at: now.addingTimeInterval(day + 0.001)) == nil)
        _ = try call.handle(.ringing(.bob), at: now.addingTimeInterval(day))
        #expect(call.requests.count == 1)
        _ = try call.handle(.deadlinePassed, at: now.addingTimeInterval(day + 1))
        #expect(call.requests.isEmpty, "any change forgets what is old")
    }

    @Test func storedFormHasThemOnlyIfThereAreAny() throws {
        let (named, bare) = (Self.call(), Self.call(for: nil))
        for call in [named, bare] { #expect(try JSONDecoder().decode(Call.self, from: JSONEncoder().encode(call)) == call) }
        #expect(!String(decoding: try JSONEncoder().encode(bare), as: UTF8.self).contains("idempotency"))
        let stored = try JSONSerialization.jsonObject(with: JSONEncoder().encode(named)) as? [String: Any]
        let requests = stored?["idempotency"] as? [[String: Any]]
        #expect(requests.map { $0.map { Set($0.keys) } } == [["key", "by", "fingerprint", "at", "is_create"]])
    }

    @Test func stillbornIsOnlyWhoNeverRang() throws {
        var call = Self.call()
        _ = try call.handle(.reject(.bob, .busy), at: now)
        _ = try call.handle(.reject(.cid, .busy), at: now)
        #expect(call.status == .busy && !call.isStillborn)
        #expect(Story(engaged: [.bob]).call.isStillborn)
        #expect(!Story().call.isStillborn)
    }
}
