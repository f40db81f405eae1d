public import CallSignaling

/// Rules for calls that an operator may set.
public struct CallSettings: Hashable, Sendable {
    /// How long each state may last; new calls keep what was set when they were made.
    public var timeouts: CallTimeouts
    /// When signals are repeated.
    public var repeats: RepeatPlan
    /// Most callees of one call.
    public var calleeLimit: Int
    /// Most live calls of one church; 0 for any number.
    public var churchLimit: Int

    /// Settings; the defaults are the product's.
    public init(timeouts: CallTimeouts = CallTimeouts(), repeats: RepeatPlan = RepeatPlan(), calleeLimit: Int = 8, churchLimit: Int = 0) {
        self.timeouts = timeouts
        self.repeats = repeats
        self.calleeLimit = calleeLimit
        self.churchLimit = churchLimit
    }
}
