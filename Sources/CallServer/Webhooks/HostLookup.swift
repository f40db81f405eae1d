import CallAPI
import CallSignaling
import Foundation
import NIOPosix
import Synchronization

/// Finds the addresses of a host, on threads of its own: a slow name server keeps nobody else waiting.
struct HostLookup: Sendable {
    /// Lookups at once.
    private static let width = 16
    /// Lookups for one church that go on though nobody waits for them any more; with so many it must wait itself. Its name servers may answer nobody, by intent.
    static let abandonedLimit = 4
    private static let abandoned = Mutex<[ChurchID: Int]>([:])
    private static let pool = {
        let pool = NIOThreadPool(numberOfThreads: width)
        pool.start()
        return pool
    }()

    /// Blocks; throws `HostLookupFailure`.
    let resolve: @Sendable (String) throws -> [ClientAddress]

    /// The system's resolver (`getaddrinfo`), with its order of preference.
    static let system = HostLookup { host in
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var first: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, nil, &hints, &first) == 0 else { throw HostLookupFailure() }
        defer { freeaddrinfo(first) }
        return sequence(first: first) { $0?.pointee.ai_next }.prefix { $0 != nil }.compactMap { entry in
            entry?.pointee.ai_addr.flatMap { ClientAddress(name(of: $0, entry?.pointee.ai_addrlen ?? 0)) }
        }
    }

    /// The addresses of `host`, the preferred one first, for `church`. A cancelled caller does not wait for the lookup, which goes on. Throws `HostLookupFailure`, also where too
    /// many of the church's go on like that.
    func callAsFunction(_ host: String, for church: ChurchID) async throws -> [ClientAddress] {
        guard Self.abandoned.withLock({ $0[church, default: 0] }) < Self.abandonedLimit else { throw HostLookupFailure() }
        let race = LookupRace()
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                race.wait(continuation)
                Self.pool.submit { [resolve] _ in
                    let isWaitedFor = !race.isOver && race.end(Result { try resolve(host) })
                    if !isWaitedFor { Self.count(-1, church) }
                }
            }
        } onCancel: {
            if race.end(.failure(CancellationError())) { Self.count(1, church) }
        }
    }

    private static func count(_ change: Int, _ church: ChurchID) {
        abandoned.withLock { counts in
            let count = counts[church, default: 0] + change
            counts[church] = count == 0 ? nil : count
        }
    }

    /// The address as digits, without a zone: one with a zone is link-local, and leads nowhere without it.
    private static func name(of address: UnsafeMutablePointer<sockaddr>, _ length: socklen_t) -> String {
        var text = [CChar](repeating: 0, count: Int(NI_MAXHOST))
        guard getnameinfo(address, length, &text, socklen_t(text.count), nil, 0, NI_NUMERICHOST) == 0 else { return "" }
        return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}

/// A lookup and its caller's patience: whichever ends first.
private final class LookupRace: Sendable {
    private typealias Outcome = Result<[ClientAddress], any Error>

    private struct State {
        var outcome: Outcome?
        var continuation: CheckedContinuation<[ClientAddress], any Error>?
    }

    private let state = Mutex(State())

    var isOver: Bool { state.withLock { $0.outcome != nil } }

    func wait(_ continuation: CheckedContinuation<[ClientAddress], any Error>) {
        let outcome = state.withLock { state in
            if state.outcome == nil { state.continuation = continuation }
            return state.outcome
        }
        if let outcome { continuation.resume(with: outcome) }
    }

    /// Whether it was this that ended it.
    func end(_ outcome: Result<[ClientAddress], any Error>) -> Bool {
        let (isFirst, continuation) = state.withLock { state -> (Bool, CheckedContinuation<[ClientAddress], any Error>?) in
            guard state.outcome == nil else { return (false, nil) }
            state.outcome = outcome
            defer { state.continuation = nil }
            return (true, state.continuation)
        }
        continuation?.resume(with: outcome)
        return isFirst
    }
}

/// A host has no address.
struct HostLookupFailure: Error {}
