/// When signals that a phone must not miss are sent again (DESIGN 3, *ringing is assured*). Seconds.
public struct RepeatPlan: Hashable, Sendable {
    /// After the invite: offsets at which it is sent again to a callee whose phone has not acknowledged. Goes on at the last step's distance.
    public var inviteOffsets: [Double]
    /// After the first acknowledgement: one more invite, since an app acknowledges even an invite it ignores.
    public var afterAcknowledgement: Double
    /// After a `call_cancel`: offsets at which it is sent again.
    public var cancelOffsets: [Double]

    /// A plan; the defaults are the product's. `inviteOffsets` and `cancelOffsets` must ascend.
    public init(inviteOffsets: [Double] = [2, 5, 10, 15], afterAcknowledgement: Double = 3, cancelOffsets: [Double] = [3, 10]) {
        self.inviteOffsets = inviteOffsets
        self.afterAcknowledgement = afterAcknowledgement
        self.cancelOffsets = cancelOffsets
    }

    /// The `index`-th invite offset, those beyond the list extrapolated; nil where the plan has none.
    func inviteOffset(_ index: Int) -> Double? {
        guard let last = inviteOffsets.last else { return nil }
        if index < inviteOffsets.count { return inviteOffsets[index] }
        let step = inviteOffsets.count > 1 ? last - inviteOffsets[inviteOffsets.count - 2] : last
        return step > 0 ? last + step * Double(index - inviteOffsets.count + 1) : nil
    }

    /// Seconds after a call's end during which something may still be repeated.
    public var tail: Double { cancelOffsets.last ?? 0 }
}
