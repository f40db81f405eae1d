public import CallSignaling
public import FoundationEssentials

/// Which devices members have, and the tokens that wake them: our own, and those that the main backend registered, which are only read
/// (CONTRACT, *Member directory*).
///
/// Throws `DependencyFailure` when the database cannot be reached; a change is then made as a whole, in part, or not at all, and repeating it makes it whole.
public protocol DeviceDirectory: Sendable {
    /// Gives `member` the token, and takes it from whoever had it: that step is atomic, so that a token has one owner at any time.
    ///
    /// Then it goes in place of the device's earlier token of its kind, and the oldest beyond `PushDevice.limit` go. A token that was forgotten is good again.
    func register(
        _ token: PushToken, of device: DeviceID, on platform: DevicePlatform, for member: MemberID, in church: ChurchID, at now: Date
    ) async throws

    /// Takes a device's token of `kind` from `member`, all its tokens where that is nil. Nothing changes where there is none.
    func unregister(_ device: DeviceID, kind: PushKind?, for member: MemberID, in church: ChurchID) async throws

    /// The devices of those of `members` who have any, as of `now`: the latest first, our own before the main backend's.
    func devices(of members: [MemberID], in church: ChurchID, at now: Date) async throws -> [MemberID: [PushDevice]]

    /// Removes a token that is good for nothing since `date`, unless it was registered later. Atomic; repeating it does no harm.
    ///
    /// One of the main backend's is disregarded until the main backend has registered it anew, as far as it says when it did: for 90 days at most, and for
    /// a day where it says nothing.
    func forget(_ device: PushDevice, in church: ChurchID, deadSince date: Date, at now: Date) async throws

    /// Creates what the store needs (indexes), whatever of it exists already.
    func prepare() async throws
}
