public import CallSignaling

/// A request to call somebody. The ids are valid as such; whether they exist is for the coordinator to find out.
public struct CreateCall: Hashable, Sendable {
    /// The tenant, from the token.
    public var churchID: ChurchID
    /// Who calls, from the token, and his device.
    public var caller: Party
    /// How the caller is called where the directory does not know him, such as staff; nil leaves his id.
    public var callerName: String?
    /// Whom.
    public var calleeIDs: [MemberID]
    /// Voice or video.
    public var type: CallType
    /// The community it is made in.
    public var communityID: CommunityID?
    /// The subgroup it is made in.
    public var subgroupID: String?
    /// The request itself, where its sender named it.
    public var keyed: KeyedRequest?
    /// Whether the sender may answer calls: else one whom the callee is calling at this moment is busy.
    public var mayAnswer: Bool

    /// A request.
    public init(
        churchID: ChurchID, caller: Party, callerName: String? = nil, calleeIDs: [MemberID], type: CallType,
        communityID: CommunityID? = nil, subgroupID: String? = nil, keyed: KeyedRequest? = nil, mayAnswer: Bool = true
    ) {
        self.churchID = churchID
        self.caller = caller
        self.callerName = callerName
        self.calleeIDs = calleeIDs
        self.type = type
        self.communityID = communityID
        self.subgroupID = subgroupID
        self.keyed = keyed
        self.mayAnswer = mayAnswer
    }
}

/// What became of it.
public struct CreatedCall: Hashable, Sendable {
    /// The new call, or the one the callee had made at the same time.
    public let call: Call
    /// Whether it is the callee's own call to the caller, now answered.
    public let isGlare: Bool

    /// A created call.
    public init(call: Call, isGlare: Bool) {
        self.call = call
        self.isGlare = isGlare
    }
}
