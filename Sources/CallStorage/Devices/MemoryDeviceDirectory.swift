public import CallControl
public import CallSignaling
public import FoundationEssentials
import Synchronization

/// Devices in memory, for tests and for trying the service out. One lock makes every method atomic.
public final class MemoryDeviceDirectory: DeviceDirectory {
    private struct Owner: Hashable {
        let church: ChurchID
        let member: MemberID
    }

    private struct Entry {
        let device: PushDevice
        let owner: Owner
        let registeredAt: Date
    }

    private struct State {
        var entries: [String: Entry] = [:]
        var foreign: [Owner: [ForeignToken]] = [:]
        /// Since when tokens are dead.
        var dead: [String: Date] = [:]

        /// Whether nothing is known better of a token of the main backend's.
        func isGood(_ token: ForeignToken, at now: Date) -> Bool {
            guard entries[token.device.id] == nil else { return false }
            return dead[token.device.id].map { token.isGood(deadSince: $0, at: now) } ?? true
        }

        /// The owner's devices, the latest first.
        func own(_ owner: Owner) -> [PushDevice] {
            entries.values.filter { $0.owner == owner }
                .sorted { ($0.registeredAt, $0.device.id) > ($1.registeredAt, $1.device.id) }.map(\.device)
        }
    }

    private let state = Mutex(State())

    /// An empty directory.
    public init() {}

    /// Registers a token as the main backend would, which says when it did, or does not.
    public func addForeign(_ token: PushToken, of member: MemberID, in church: ChurchID, at date: Date? = nil) {
        let foreign = ForeignToken(device: PushDevice(token, deviceID: nil), madeAt: nil, renewedAt: date)
        let owner = Owner(church: church, member: member)
        state.withLock { state in
            state.foreign[owner, default: []].removeAll { $0.device == foreign.device }
            state.foreign[owner, default: []].append(foreign)
        }
    }

    /// Gives `member` the token; see the port.
    public func register(
        _ token: PushToken, of device: DeviceID, on platform: DevicePlatform, for member: MemberID, in church: ChurchID, at now: Date
    ) async throws {
        let owner = Owner(church: church, member: member)
        let entry = Entry(device: PushDevice(token, deviceID: device), owner: owner, registeredAt: now)
        state.withLock { state in
            state.entries = state.entries.filter { _, other in
                other.owner != owner || other.device.deviceID != device || other.device.token.kind != token.kind
            }
            state.entries[entry.device.id] = entry
            state.dead[entry.device.id] = nil
            for old in state.own(owner).dropFirst(PushDevice.limit) { state.entries[old.id] = nil }
        }
    }

    /// Takes tokens from `member`; see the port.
    public func unregister(_ device: DeviceID, kind: PushKind?, for member: MemberID, in church: ChurchID) async throws {
        let owner = Owner(church: church, member: member)
        state.withLock { state in
            state.entries = state.entries.filter { _, entry in
                entry.owner != owner || entry.device.deviceID != device || (kind != nil && entry.device.token.kind != kind)
            }
        }
    }

    /// The devices of those who have any; see the port.
    public func devices(of members: [MemberID], in church: ChurchID, at now: Date) async throws -> [MemberID: [PushDevice]] {
        state.withLock { state in
            members.reduce(into: [:]) { found, member in
                let owner = Owner(church: church, member: member)
                let foreign = (state.foreign[owner] ?? []).filter { state.isGood($0, at: now) }
                let devices = state.own(owner) + foreign.prefix(PushDevice.limit).map(\.device)
                if !devices.isEmpty { found[member] = devices }
            }
        }
    }

    /// Removes a dead token; see the port.
    public func forget(_ device: PushDevice, in church: ChurchID, deadSince date: Date, at now: Date) async throws {
        state.withLock { state in
            if let entry = state.entries[device.id], entry.registeredAt > date { return }
            state.entries[device.id] = nil
            state.dead = state.dead.filter { now.timeIntervalSince($1) < Double(ForeignToken.memory) }
            state.dead[device.id] = min(date, now)
        }
    }

    /// Needs nothing.
    public func prepare() async throws {}
}
