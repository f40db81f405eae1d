import CallSignaling
import Foundation
import Testing

/// A small world to explore in full: who takes part, how calls begin, and everything that can happen.
struct ExplorationModel: Sendable, CustomTestStringConvertible {
    let members: [MemberID]
    let timeouts: CallTimeouts
    let starts: [CallDraft]
    let events: [CallEvent]

    /// `members`, the caller first, each on two named devices and a nameless one; durations are whole seconds.
    ///
    /// With three, what concerns one member alone and the models of two cover is left out: the nameless device, the hang-up
    /// reason `failed`, which goes the way of `networkError`, and all reports of connections but those of `reported`.
    init(_ members: [MemberID], timeouts: CallTimeouts, reported: [MemberID: ConnectionKind] = [:]) {
        self.members = members
        self.timeouts = timeouts
        let isSmall = members.count < 3
        let reasons = HangUpReason.allCases.filter { isSmall || $0 != .failed }
        let devices = [Device.phone, .tablet] + (isSmall ? [.anonymous] : [])
        starts = devices.flatMap { Self.starts(members, on: $0, timeouts) }
        events =
            members.flatMap { Self.events(of: $0, on: devices, among: members, reasons) } + Self.strangers
            + reasons.map { .forceEnd(by: .eve, $0) } + [.deadlinePassed]
            + members.flatMap { Self.hosting($0, isSmall: isSmall) }
            + members.flatMap { Self.reports(of: $0, isSmall ? ConnectionKind.allCases : reported[$0].map { [$0] } ?? []) }
    }

    var testDescription: String { "\(members.count) members" }

    /// Every way to call some of the others, each of whom may be engaged.
    private static func starts(_ members: [MemberID], on device: Device, _ timeouts: CallTimeouts) -> [CallDraft] {
        let callees = members.dropFirst()
        let lists = callees.reduce(into: [[Invitee]()]) { lists, callee in
            lists += lists.flatMap { [$0 + [.free(callee)], $0 + [.engaged(callee)]] }
        }
        return lists.filter { !$0.isEmpty }.map { invitees in
            CallDraft(
                id: .story, churchID: .grace, type: .voice, caller: Member(members[0]), device: device, callees: invitees,
                timeouts: timeouts)
        }
    }

    /// All a member can do; on each device where the device matters.
    private static func events(of member: MemberID, on devices: [Device], among members: [MemberID], _ reasons: [HangUpReason])
        -> [CallEvent]
    {
        let party = Party(member)
        let others = members.filter { $0 != member }
        var events: [CallEvent] = [
            .ringing(party), .cancel(party), .update(party, MediaChange(isMuted: true)),
            .update(party, MediaChange(isMuted: false, isVideoEnabled: true, isSpeakerOn: true)), .invite(party, members.map(Invitee.free)),
            .invite(party, others.enumerated().map { $0 == 0 ? .engaged($1) : .free($1) }),
        ]
        if others.count == 1 {
            events += [0.0, 20].map { .quality(party, QualityReport(jitter: 1, packetLoss: $0, roundTrip: 20)) }
        }
        for other in others { events += [.invite(party, [.free(other)]), .invite(party, [.engaged(other)])] }
        for party in devices.map(party.on) {
            events += [.accept(party), .glare(party, .video), .connected(party), .leave(party)]
            events += RejectReason.allCases.map { .reject(party, $0) } + reasons.map { .end(party, $0) }
        }
        return events
    }

    /// What hosts do to a member. With three, muting is left out: flags are no part of a state.
    private static func hosting(_ member: MemberID, isSmall: Bool) -> [CallEvent] {
        let hosts = [Host(.ann), Host(.eve, isAdministrator: true)] + (isSmall ? [Host(.bob)] : [])
        return hosts.map { .remove(by: $0, member) } + (isSmall ? hosts.map { .mute(by: $0, member) } : [])
    }

    private static func reports(of member: MemberID, _ kinds: [ConnectionKind]) -> [CallEvent] {
        kinds.flatMap { [.connectionLost(member, $0), .connectionRestored(member, $0)] }
    }

    /// What those who take no part try, and what administrators do.
    private static let strangers: [CallEvent] =
        [
            .ringing(.eve), .accept(.eve), .glare(.eve, .voice), .reject(.eve, .rejected), .cancel(.eve), .connected(.eve), .leave(.eve),
            .end(.eve, .normal), .quality(.eve, QualityReport(jitter: 1, packetLoss: 0, roundTrip: 20)),
            .update(.eve, MediaChange(isMuted: true)), .invite(.eve, [.free(.eve)]), .forceEnd(by: .dee, .normal),
            .connectionLost(.eve, .media), .connectionRestored(.eve, .presence), .remove(by: Host(.eve), .bob), .mute(by: Host(.eve), .ann),
            .remove(by: Host(.eve, isAdministrator: true), .eve),
        ]
}
