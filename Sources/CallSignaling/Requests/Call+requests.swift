public import FoundationEssentials

/// Named requests are remembered by the call they made or changed, so that one write stores both.
extension Call {
    /// Most named requests that a call remembers.
    public static let requestLimit = 64

    /// Named requests that made or changed the call, in their order; at most `requestLimit`, the oldest go first, and those for a new call last.
    public internal(set) var requests: [AcceptedRequest] {
        get { storedRequests ?? [] }
        set { storedRequests = newValue.isEmpty ? nil : newValue }
    }

    /// The request of this name, if the call remembers it and its time is not over.
    public func request(_ key: RequestKey, at now: Date) -> AcceptedRequest? {
        requests.first { $0.has(key) && !$0.isExpired(at: now) }
    }

    /// The call without the requests that `isForgotten` picks out; all else, the version included, as it is.
    public func forgettingRequests(where isForgotten: (AcceptedRequest) -> Bool) -> Call {
        var call = self
        call.requests.removeAll(where: isForgotten)
        return call
    }

    /// Whether the call was over at its making, since nobody was free.
    public var isStillborn: Bool { status == .busy && version == 1 }

    /// Forgets requests whose time is over, and remembers `request`, which changed the call.
    mutating func remember(_ request: KeyedRequest?, isCreation: Bool, at now: Date) {
        guard request != nil || storedRequests != nil else { return }
        var kept = requests.filter { !$0.isExpired(at: now) }
        if let request {
            kept.append(
                AcceptedRequest(
                    key: request.key.text, by: request.key.member, fingerprint: request.fingerprint, at: now, isCreation: isCreation))
        }
        if kept.count > Self.requestLimit { kept.remove(at: kept.firstIndex { !$0.isCreation } ?? 0) }
        requests = kept
    }
}
