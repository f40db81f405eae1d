import CallAPI
import Hummingbird
import HummingbirdCore
import HummingbirdHTTP2
import HummingbirdTLS
import Logging
import NIOCore

extension CallService {
    /// HTTP, as configured, and what it needs beside it. Throws when the certificate is of no use.
    static func httpServices(
        _ router: Router<APIRequestContext>, _ options: HTTPOptions, logger: Logger, _ onListening: @escaping @Sendable (Int) -> Void
    ) throws -> [NamedService] {
        let certificate = try options.tls.map { ServingCertificate(try CertificatePair($0)) }
        let application = Application(
            router: router, server: server(options, certificate, census: census(options, logger), logger: logger),
            configuration: ApplicationConfiguration(address: .hostname(options.host, port: options.port)),
            onServerRunning: { channel in
                let port = channel.localAddress?.port ?? options.port
                logger.info("Ready", metadata: [ServerLog.address: "\(options.host):\(port)"])
                onListening(port)
            },
            logger: logger.quieter)
        guard let tls = options.tls, let certificate else { return [("http", application)] }
        return [("certificate", CertificateWatch(options: tls, certificate: certificate, logger: logger)), ("http", application)]
    }

    /// What each connection speaks. Hummingbird's own idle time is off: `RequestGuard` keeps all the times.
    private static func server(
        _ options: HTTPOptions, _ certificate: ServingCertificate?, census: ConnectionCensus, logger: Logger
    ) -> HTTPServerBuilder {
        let (limits, isSecure) = (options.limits, options.tls != nil)
        let decoder = HTTP1Channel.Configuration.DecoderConfiguration(
            maxHeaderFieldSize: limits.maximumHeaderBytes, maxHeaderListSize: limits.maximumHeaderBytes, maxHeaderFieldCount: 100)
        let crossOrigin = CrossOriginRules(options.corsOrigins)
        let http1 = HTTP1Channel.Configuration(
            additionalChannelHandlers: [RequestGuard(limits, isSecure: isSecure, crossOrigin: crossOrigin, logger: logger)],
            httpDecoderConfiguration: decoder)
        return HTTPServerBuilder { responder in
            let plain = HTTP1Channel(responder: responder, configuration: http1)
            guard let tls = options.tls, let certificate else { return GuardedChannel(base: plain, census: census) }
            let security = certificate.configuration(tls)
            guard tls.offersHTTP2 else { return GuardedChannel(base: try TLSChannel(plain, tlsConfiguration: security), census: census) }
            let http2 = HTTP2ChannelConfiguration(
                idleTimeout: .seconds(limits.idleTimeout), gracefulCloseTimeout: .seconds(1), streamConfiguration: http1)
            return GuardedChannel(
                base: try HTTP2UpgradeChannel(tlsConfiguration: security, configuration: http2, responder: responder), census: census,
                handshakeLimit: TimeAmount(fractional: limits.headTimeout))
        }
    }

    private static func census(_ options: HTTPOptions, _ logger: Logger) -> ConnectionCensus {
        let wanted = options.limits.maximumConnections
        let limit = OpenFiles.connections(wanted, of: OpenFiles.limit)
        if limit < wanted {
            logger.warning(
                "The limit of open files is too low for HTTP_MAX_CONNECTIONS", metadata: [ServerLog.limit: "\(limit)"])
        }
        return ConnectionCensus(
            limit: limit, limitPerAddress: options.limits.maximumConnectionsPerAddress, proxies: options.trustedProxies, logger: logger)
    }
}

extension APIConfiguration {
    /// What of `configuration` concerns requests.
    init(_ configuration: ServerConfiguration) {
        let options = configuration.http
        self.init(
            corsOrigins: options.corsOrigins, trustedProxies: options.trustedProxies, isSecure: options.tls != nil,
            broker: configuration.brokerAccess, ice: configuration.media.ice,
            isRecordingOn: configuration.media.keepsRooms && configuration.media.recording != nil)
    }
}

extension Logger {
    /// For a library that says too much at `info`: one level less.
    fileprivate var quieter: Logger {
        var logger = self
        if logger.logLevel == .info { logger.logLevel = .notice }
        return logger
    }
}
