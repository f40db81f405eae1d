import AsyncHTTPClient
import CallAPI
import CallControl
import CallSignaling
import Foundation
import NIOCore
import NIOHTTP1
import NIOSSL

/// Sends a message to an endpoint, once.
///
/// The host is resolved once; only addresses that the rules allow are connected to, those very ones, whatever its name server says a moment later. Host
/// and TLS name stay the address's own. Redirects are not followed, and of the answer nothing is read but its head. A connection of its own each time.
struct WebhookSender: Sendable {
    /// Longest time for a connection.
    static let connectLimit = TimeAmount.seconds(3)
    /// Longest time for all of it.
    static let limit = Duration.seconds(10)
    /// Longest time for all of it where somebody waits for the outcome: he is answered within five seconds.
    static let shortLimit = Duration.seconds(4)
    /// Addresses of a host that are tried.
    private static let addressLimit = 2

    let vault: WebhookVault
    let rules: WebhookRules
    var lookup = HostLookup.system
    /// How receivers are verified; nil for the system's certificates.
    var tls: TLSConfiguration?

    /// Sends `message` to `endpoint`; what came of it within `limit`.
    func send(_ message: WebhookMessage, to endpoint: WebhookEndpoint, within limit: Duration = Self.limit) async -> WebhookOutcome {
        let address: WebhookAddress
        do {
            address = try WebhookAddress(endpoint.url, rules: rules)
        } catch {
            return .failed(error == .destination ? .forbiddenAddress : .forbiddenURL)
        }
        let secrets = vault.secrets(of: endpoint, at: Date())
        guard !secrets.isEmpty else { return .failed(.unreadableSecret) }
        return await withTaskGroup(of: WebhookOutcome.self) { group in
            group.addTask { await send(message, to: address, of: endpoint.churchID, signedWith: secrets) }
            group.addTask {
                try? await Task.sleep(for: limit)  // cut short when the other is done
                return .failed(.late)
            }
            defer { group.cancelAll() }
            return await group.next() ?? .failed(.late)
        }
    }

    private func send(
        _ message: WebhookMessage, to address: WebhookAddress, of church: ChurchID, signedWith secrets: [WebhookSecret]
    ) async -> WebhookOutcome {
        let found: [ClientAddress]
        do {
            found = try await lookup(address.host, for: church)
        } catch {
            return .failed(.unknownHost)
        }
        let allowed = found.filter(rules.destinations.allow)
        guard !allowed.isEmpty else { return .failed(found.isEmpty ? .unknownHost : .forbiddenAddress) }
        var outcome = WebhookOutcome.failed(.connection)
        for target in allowed.prefix(Self.addressLimit) {
            outcome = await post(message, to: address, at: target, signedWith: secrets)
            guard outcome == .failed(.connection) else { return outcome }
        }
        return outcome
    }

    private func post(_ message: WebhookMessage, to address: WebhookAddress, at target: ClientAddress, signedWith secrets: [WebhookSecret])
        async -> WebhookOutcome
    {
        var security = tls ?? .makeClientConfiguration()
        security.minimumTLSVersion = .tlsv12
        var configuration = HTTPClient.Configuration(
            tlsConfiguration: security, redirectConfiguration: .disallow, timeout: .init(connect: Self.connectLimit, read: .seconds(10)))
        configuration.dnsOverride = [address.host: target.description]
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.httpVersion = .http1Only
        // Before anything of the request is sent: the client has done as it was told, and not looked the name up itself.
        configuration.http1_1ConnectionDebugInitializer = { channel in
            if ClientAddress(channel.remoteAddress) == target { return channel.eventLoop.makeSucceededVoidFuture() }
            channel.close(promise: nil)
            return channel.eventLoop.makeFailedFuture(UnexpectedPeer())
        }
        var request = HTTPClientRequest(url: address.text)
        request.method = .POST
        for (name, value) in message.headers(signedWith: secrets, at: Date()) { request.headers.add(name: name, value: value) }
        request.headers.add(name: "User-Agent", value: "faithflow-calls/\(ServiceVersion.current)")
        request.body = .bytes(ByteBuffer(bytes: message.body))
        do {
            return try await HTTPClient.withHTTPClient(configuration: configuration) { client in
                let response = try await client.execute(request, timeout: .seconds(10))
                return .answered(
                    Int(response.status.code), retryAfter: response.headers.first(name: "Retry-After").flatMap(RetryAfter.seconds))
            }
        } catch {
            return .failed(Self.failure(error))
        }
    }

    private static func failure(_ error: any Error) -> WebhookOutcome.Failure {
        switch error {
        case is NIOSSLError, is NIOSSLExtraError: .tls
        case is UnexpectedPeer: .forbiddenAddress
        case let error as HTTPClientError where error == .deadlineExceeded || error == .readTimeout: .late
        default: .connection
        }
    }
}

/// A connection leads elsewhere than to the address that was checked.
private struct UnexpectedPeer: Error {}
