import CallSignaling
import Foundation

/// Something that must hold in every step, or in every state.
struct Rule<Subject>: Sendable {
    let text: String
    let holds: @Sendable (Subject) -> Bool

    init(_ text: String, _ holds: @escaping @Sendable (Subject) -> Bool) {
        self.text = text
        self.holds = holds
    }
}

/// A state of the exploration: the call, and what the clock says.
typealias Moment = (call: Call, now: Date)
