import CallSignaling
import Foundation

/// Walks, breadth first, through every state a model can reach, tries every event in each, and checks every rule.
///
/// Time passes a second at a time, up to the deadline and not beyond.
struct Explorer {
    /// A state, and how it was reached.
    private struct Node {
        let call: Call
        let now: Date
        let origin: Int?
        let cause: Cause
    }

    /// What leads from one state to the next.
    private enum Cause {
        case start(CallDraft)
        case event(CallEvent)
        case second

        var line: String {
            switch self {
            case .start(let draft): "\(draft.device) calls \(draft.callees.map { "\($0.member.id)\($0.isEngaged ? " (engaged)" : "")" })"
            case .event(let event): "\(event)"
            case .second: "a second passes"
            }
        }
    }

    let model: ExplorationModel
    /// (state, event) pairs tried so far.
    private(set) var pairs = 0
    /// Rules found broken, each with one of the shortest stories that lead there.
    private(set) var failures: [String: String] = [:]
    private var nodes: [Node] = []
    private var seen: Set<StateKey> = []

    init(_ model: ExplorationModel) { self.model = model }

    /// Different states found.
    var states: Int { nodes.count }

    /// Explores everything; once something is broken, only so far that other broken rules show.
    mutating func run() {
        for draft in model.starts {
            let (call, _) = Call.start(draft, at: Story.beginning)
            visit(call, at: Story.beginning, from: nil, .start(draft))
        }
        var index = 0
        while index < nodes.count, failures.isEmpty || index < 2_000 {
            expand(index)
            index += 1
        }
    }

    private mutating func expand(_ index: Int) {
        let node = nodes[index]
        for event in model.events where !isTwin(event, in: node.call) {
            pairs += 1
            let step = Step(node.call, event, at: node.now)
            check(stepRules, step, at: index, event)
            guard step.hasChanged else { continue }
            check(changeRules, step, at: index, event)
            check(signalRules, step, at: index, event)
            visit(step.after, at: node.now, from: index, .event(event))
        }
        let next = node.now.addingTimeInterval(1)
        if let deadline = node.call.deadline, next <= deadline { visit(node.call, at: next, from: index, .second) }
    }

    /// Whether `event` does the same as its twin on the phone: to one who acts on no device yet, two devices are alike.
    private func isTwin(_ event: CallEvent, in call: Call) -> Bool {
        guard let party = event.party, party.device == .tablet else { return false }
        return call.participant(party.member)?.device == nil
    }

    private mutating func visit(_ call: Call, at now: Date, from origin: Int?, _ cause: Cause) {
        guard seen.insert(StateKey(call, at: now)).inserted else { return }
        nodes.append(Node(call: call, now: now, origin: origin, cause: cause))
        for rule in stateRules where !rule.holds((call, now)) { fail(rule.text, nodes.count - 1, nil) }
    }

    private mutating func check(_ rules: [Rule<Step>], _ step: Step, at index: Int, _ event: CallEvent) {
        for rule in rules where !rule.holds(step) {
            fail(rule.text, index, "\(event): \(step.conflict.map { "\($0)" } ?? step.signals.map(\.line).joined(separator: "; "))")
        }
    }

    private mutating func fail(_ rule: String, _ index: Int, _ event: String?) {
        guard failures[rule] == nil else { return }
        var story = event.map { [$0] } ?? []
        var place: Int? = index
        while let current = place {
            story.insert(nodes[current].cause.line, at: 0)
            place = nodes[current].origin
        }
        failures[rule] = story.joined(separator: "\n  ").replacing("CallSignaling.", with: "")
    }
}
