internal import CMosquitto

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif

/// The thread of an `MQTTFleet`: serves whichever sockets are ready (epoll(7)).
final class FleetDriver {
    private enum Stage { case new, connecting, subscribing, ready, gone }

    private struct Client {
        let member: MQTTFleet.Member
        var stage = Stage.new
        var handle: BrokerHandle?
        var interest: UInt32 = 0
        var deadline = ContinuousClock.now

        var isComing: Bool { stage == .connecting || stage == .subscribing }
    }

    /// Most clients that connect at once: a broker's queue of connections is bounded.
    private static let width = 64
    private static let wakeUpTag = UInt64.max

    private let fleet: MQTTFleet
    private let onMessage: @Sendable (Int, MQTTMessage) -> Void
    private let wakeUp: WakeUp
    private let poll: Int32
    private var clients: [Client]
    private var begun = 0
    private var connecting = 0
    private var nextCare = ContinuousClock.now
    private var caredFor = 0

    init(
        _ fleet: MQTTFleet, _ members: [MQTTFleet.Member], wakeUp: WakeUp, _ onMessage: @escaping @Sendable (Int, MQTTMessage) -> Void
    ) throws(MQTTError) {
        self.fleet = fleet
        self.onMessage = onMessage
        self.wakeUp = wakeUp
        clients = members.map { Client(member: $0) }
        poll = epoll_create1(Int32(EPOLL_CLOEXEC))
        guard poll >= 0 else { throw MQTTError(.resourceFailed, "epoll: errno \(errno)") }
        try watch(wakeUp.descriptor, UInt32(EPOLLIN.rawValue), tag: Self.wakeUpTag, EPOLL_CTL_ADD)
    }

    deinit { close(poll) }

    /// The thread's body. Throws why a client could not connect or subscribe.
    func run() throws(MQTTError) {
        var events = [epoll_event](repeating: epoll_event(), count: 1_024)
        while !fleet.isClosing {
            while begun < clients.count, connecting < Self.width { try begin() }
            let count = epoll_wait(poll, &events, Int32(events.count), 1_000)
            for event in events.prefix(Int(max(0, count))) {
                if event.data.u64 == Self.wakeUpTag { wakeUp.clear() } else { try serve(Int(event.data.u64), event.events) }
            }
            try takeCare()
        }
    }

    private func begin() throws(MQTTError) {
        let index = begun
        begun += 1
        let configuration = clients[index].member.configuration
        let handle = try BrokerHandle(configuration, version: configuration.preferredVersion)
        clients[index].handle = handle
        clients[index].stage = .connecting
        clients[index].deadline = .now + configuration.connectTimeout
        connecting += 1
        do throws(LibraryFailure) {
            try handle.connect(configuration)
        } catch {
            throw error.asConnectionError(wasConnected: false, detail: handle.lastComplaint)
        }
        guard let socket = handle.socket else { throw MQTTError(.connectFailed, "no socket") }
        let interest = UInt32(EPOLLIN.rawValue | EPOLLOUT.rawValue)
        clients[index].interest = interest
        try watch(socket, interest, tag: UInt64(index), EPOLL_CTL_ADD)
    }

    private func serve(_ index: Int, _ ready: UInt32) throws(MQTTError) {
        guard let handle = clients[index].handle else { return }
        var failure: LibraryFailure?
        do throws(LibraryFailure) {
            if ready & ~UInt32(EPOLLOUT.rawValue) != 0 { try handle.read() }
            if handle.socket != nil, ready & UInt32(EPOLLOUT.rawValue) != 0 { try handle.write() }
        } catch {
            failure = error
        }
        try handleEvents(of: handle, index)
        guard failure == nil, let socket = handle.socket else { return try ended(index, failure) }
        let interest = UInt32(EPOLLIN.rawValue) | (handle.wantsToWrite ? UInt32(EPOLLOUT.rawValue) : 0)
        if interest != clients[index].interest {
            clients[index].interest = interest
            try watch(socket, interest, tag: UInt64(index), EPOLL_CTL_MOD)
        }
    }

    private func handleEvents(of handle: BrokerHandle, _ index: Int) throws(MQTTError) {
        let events = handle.events
        handle.events.removeAll(keepingCapacity: true)
        for event in events {
            switch event {
            case .connectAnswered(let answer):
                guard answer.reasonCode == 0 else {
                    throw MQTTError(.connectionRefused, ReasonText.of(answer.reasonCode), reasonCode: answer.reasonCode)
                }
                clients[index].stage = .subscribing
                do throws(LibraryFailure) {
                    _ = try handle.subscribe(to: clients[index].member.filters.map(\.string), qos: .atLeastOnce, options: 0)
                } catch {
                    throw error.asConnectionError(wasConnected: true, detail: handle.lastComplaint)
                }
            case .subscribed(_, let codes):
                if let code = codes.first(where: { $0 >= 128 }) {
                    throw MQTTError(.subscribeRefused, ReasonText.of(code), reasonCode: code)
                }
                clients[index].stage = .ready
                connecting -= 1
                fleet.becameReady()
            case .received(let message): onMessage(index, message)
            case .disconnected, .acknowledged, .unsubscribed: break
            }
        }
    }

    /// A socket is gone. One that did not listen yet is why the fleet cannot be had.
    private func ended(_ index: Int, _ failure: LibraryFailure?) throws(MQTTError) {
        let isReady = clients[index].stage == .ready
        let detail = clients[index].handle?.lastComplaint
        clients[index].handle = nil
        clients[index].stage = .gone
        guard isReady else {
            throw failure?.asConnectionError(wasConnected: false, detail: detail) ?? MQTTError(.connectFailed, "the broker hung up")
        }
        fleet.broke()
    }

    /// Pings for a tenth of the clients a second, and a look at how long they take to connect.
    private func takeCare() throws(MQTTError) {
        let now = ContinuousClock.now
        guard now >= nextCare else { return }
        nextCare = now + .seconds(1)
        if connecting > 0, clients.prefix(begun).contains(where: { $0.isComing && $0.deadline < now }) {
            throw MQTTError(.connectTimeout, "a client does not come to listen")
        }
        for index in stride(from: caredFor % 10, to: clients.count, by: 10) {
            guard clients[index].stage == .ready, let handle = clients[index].handle else { continue }
            do throws(LibraryFailure) { try handle.keepAlive() } catch { try ended(index, error) }
        }
        caredFor += 1
    }

    private func watch(_ descriptor: Int32, _ interest: UInt32, tag: UInt64, _ operation: Int32) throws(MQTTError) {
        var event = epoll_event(events: interest, data: epoll_data_t(u64: tag))
        guard epoll_ctl(poll, operation, descriptor, &event) == 0 else { throw MQTTError(.resourceFailed, "epoll: errno \(errno)") }
    }
}
