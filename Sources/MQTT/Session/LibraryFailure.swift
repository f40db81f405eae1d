internal import CMosquitto

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif

/// A return code of libmosquitto that is not success, with the `errno` read right after the call.
struct LibraryFailure: Error, Equatable {
    let code: Int32
    let errorNumber: Int32

    /// Nil when `code` is success. Call it before anything else can touch `errno`.
    init?(_ code: Int32) {
        let errorNumber = errno
        guard code != MOSQ_ERR_SUCCESS.rawValue else { return nil }
        self.code = code
        self.errorNumber = errorNumber
    }

    /// Whether the library refused the arguments: nothing was queued, and trying again is of no use.
    var isRefusal: Bool {
        switch mosq_err_t(code) {
        case MOSQ_ERR_INVAL, MOSQ_ERR_PAYLOAD_SIZE, MOSQ_ERR_OVERSIZE_PACKET, MOSQ_ERR_MALFORMED_UTF8, MOSQ_ERR_QOS_NOT_SUPPORTED,
            MOSQ_ERR_NOT_SUPPORTED, MOSQ_ERR_DUPLICATE_PROPERTY, MOSQ_ERR_PROTOCOL, MOSQ_ERR_NOMEM, MOSQ_ERR_RETAIN_NOT_SUPPORTED:
            true
        default: false
        }
    }

    /// The error callers see for a refused message.
    var asRefusal: MQTTError {
        switch mosq_err_t(code) {
        case MOSQ_ERR_PAYLOAD_SIZE, MOSQ_ERR_OVERSIZE_PACKET: MQTTError(.messageTooLarge, text)
        case MOSQ_ERR_NOMEM: MQTTError(.resourceFailed, text)
        case MOSQ_ERR_QOS_NOT_SUPPORTED, MOSQ_ERR_RETAIN_NOT_SUPPORTED: MQTTError(.publishRefused, text)
        default: MQTTError(.invalidMessage, text)
        }
    }

    /// The error that explains a connection that did not come about or broke. `detail` is the library's last error log.
    func asConnectionError(wasConnected: Bool, detail: String?) -> MQTTError {
        let explained = [text, detail].compactMap { $0 }.joined(separator: ": ")
        switch mosq_err_t(code) {
        case MOSQ_ERR_TLS, MOSQ_ERR_TLS_HANDSHAKE, MOSQ_ERR_OCSP: return MQTTError(.tlsFailed, explained)
        case MOSQ_ERR_KEEPALIVE: return MQTTError(.keepAliveTimeout, explained)
        case MOSQ_ERR_EAI: return MQTTError(.connectFailed, "host not found: \(String(cString: gai_strerror(errorNumber)))")
        default: return MQTTError(wasConnected ? .connectionLost : .connectFailed, explained)
        }
    }

    private var text: String {
        let number = mosq_err_t(code) == MOSQ_ERR_ERRNO ? errorNumber : 0
        guard number != 0 else { return String(cString: mosquitto_strerror(code)) }
        var buffer = [CChar](repeating: 0, count: 128)
        guard strerror_r(number, &buffer, buffer.count) == 0 else { return "errno \(number)" }
        return buffer.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } } ?? "errno \(number)"
    }
}
