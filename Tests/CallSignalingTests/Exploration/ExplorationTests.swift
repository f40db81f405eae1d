import CallSignaling
import Testing

/// Every state that two or three members can bring a call into, and every event in each (DESIGN 3, *Property*).
///
/// Not in the model: a fourth member, a scheduler that is late by a second or more (see `DeadlineTests`), media flags and quality as part of a state.
@Suite("Exhaustive exploration")
struct ExplorationTests {
    static let models = [
        ExplorationModel([.ann, .bob], timeouts: CallTimeouts(ring: 3, connect: 2, maximum: 6, reconnect: 2)),
        ExplorationModel([.ann, .bob], timeouts: CallTimeouts(ring: 2, connect: 3, maximum: 4, reconnect: 1)),
        ExplorationModel(
            [.ann, .bob, .cid], timeouts: CallTimeouts(ring: 1, connect: 1, maximum: 2, reconnect: 1), reported: [.cid: .media]),
        ExplorationModel(
            [.ann, .bob, .cid], timeouts: CallTimeouts(ring: 2, connect: 1, maximum: 3, reconnect: 1), reported: [.ann: .presence]),
    ]

    @Test("keeps every rule in every state", arguments: models)
    func everyRule(_ model: ExplorationModel) {
        var explorer = Explorer(model)
        let time = ContinuousClock().measure { explorer.run() }
        print("\(model.members.count) members: explored \(explorer.states) states, \(explorer.pairs) (state, event) pairs in \(time)")
        for (rule, story) in explorer.failures { Issue.record("“\(rule)” does not hold after:\n  \(story)") }
    }
}
