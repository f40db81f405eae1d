public import CallSignaling

/// Names a call together with its tenant: every look-up needs both.
public struct CallKey: Hashable, Sendable {
    /// The tenant.
    public let churchID: ChurchID
    /// The call.
    public let callID: CallID

    /// A key.
    public init(_ churchID: ChurchID, _ callID: CallID) {
        self.churchID = churchID
        self.callID = callID
    }
}

extension Call {
    /// Its key.
    public var key: CallKey { CallKey(churchID, id) }
}
