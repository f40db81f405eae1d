public import CallSignaling

/// Rules for calls that an operator may set.
public struct CallSettings: Hashable, Sendable {
    /// How long each state may last; new calls keep what was set when they were made.
    public var timeouts: CallTimeouts
    /// When signals are repeated.
    public var repeats: RepeatPlan
    /// Most callees of one call.
    public var calleeLimit: Int

    /// Settings; the defaults are the product's.
    public init(timeouts: CallTimeouts = CallTimeouts(), repeats: RepeatPlan = RepeatPlan(), calleeLimit: Int = 8) {
        self.timeouts = timeouts
        self.repeats = repeats
        self.calleeLimit = calleeLimit
    }
}
