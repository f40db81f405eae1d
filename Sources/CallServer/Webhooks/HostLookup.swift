import CallAPI
import Foundation
import NIOPosix
import Synchronization

/// Finds the addresses of a host, on threads of its own: a slow name server keeps nobody else waiting.
struct HostLookup: Sendable {
    /// Lookups at once.
    private static let width = 4
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

    /// The addresses of `host`, the preferred one first. A cancelled caller does not wait for the lookup, which goes on.
    func callAsFunction(_ host: String) async throws -> [ClientAddress] {
        let race = LookupRace()
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                race.wait(continuation)
                Self.pool.submit { [resolve] _ in
                    if !race.isOver { race.end(Result { try resolve(host) }) }
                }
            }
        } onCancel: {
            race.end(.failure(CancellationError()))
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

    func end(_ outcome: Result<[ClientAddress], any Error>) {
        let continuation = state.withLock { state -> CheckedContinuation<[ClientAddress], any Error>? in
            guard state.outcome == nil else { return nil }
            state.outcome = outcome
            defer { state.continuation = nil }
            return state.continuation
        }
        continuation?.resume(with: outcome)
    }
}

/// A host has no address.
struct HostLookupFailure: Error {}
