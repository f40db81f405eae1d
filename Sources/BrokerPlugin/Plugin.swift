import BrokerGate
import CMosquittoBroker
import TopicAccess

/// The broker's events, handed to the gate and answered in the broker's words. For the broker's one thread.
final class Plugin {
    /// Events it answers.
    static let events = [MOSQ_EVT_RELOAD, MOSQ_EVT_ACL_CHECK, MOSQ_EVT_BASIC_AUTH, MOSQ_EVT_TICK, MOSQ_EVT_DISCONNECT]

    private let gate: BrokerGate

    init(gate: BrokerGate) { self.gate = gate }

    /// Answers `event` of kind `kind`; what it does not know is left to others.
    func handle(_ kind: mosquitto_plugin_event, _ event: UnsafeMutableRawPointer) -> mosq_err_t {
        switch kind {
        case MOSQ_EVT_BASIC_AUTH: return authenticate(event.assumingMemoryBound(to: mosquitto_evt_basic_auth.self).pointee)
        case MOSQ_EVT_ACL_CHECK: return check(event.assumingMemoryBound(to: mosquitto_evt_acl_check.self).pointee)
        case MOSQ_EVT_DISCONNECT:
            if let client = event.assumingMemoryBound(to: mosquitto_evt_disconnect.self).pointee.client { gate.disconnect(client.key) }
        case MOSQ_EVT_TICK: disconnectExpired()
        case MOSQ_EVT_RELOAD: gate.reload()
        default: return MOSQ_ERR_PLUGIN_DEFER
        }
        return MOSQ_ERR_SUCCESS
    }

    private func authenticate(_ event: mosquitto_evt_basic_auth) -> mosq_err_t {
        guard let client = event.client else { return MOSQ_ERR_AUTH }
        let verdict = gate.connect(
            client.described(userName: event.username.map { String(cString: $0) }), password: event.password.map { String(cString: $0) })
        switch verdict {
        case .allowed: return MOSQ_ERR_SUCCESS
        case .denied: return MOSQ_ERR_AUTH
        case .deferred: return MOSQ_ERR_PLUGIN_DEFER
        }
    }

    private func check(_ event: mosquitto_evt_acl_check) -> mosq_err_t {
        guard let client = event.client, let topic = event.topic, let action = TopicAction(event) else { return MOSQ_ERR_ACL_DENIED }
        let userName = mosquitto_client_username(client).map { String(cString: $0) }
        switch gate.access(client.described(userName: userName), to: String(cString: topic), for: action) {
        case .allowed: return MOSQ_ERR_SUCCESS
        case .denied: return MOSQ_ERR_ACL_DENIED
        case .deferred: return MOSQ_ERR_PLUGIN_DEFER
        }
    }

    /// Last wills are published: that a phone has gone is true.
    private func disconnectExpired() {
        for clientID in gate.expiredClients() { _ = mosquitto_kick_client_by_clientid(clientID, true) }
    }
}

/// Called by the broker for each event; `context` is the `Plugin`.
func handleEvent(kind: Int32, event: UnsafeMutableRawPointer?, context: UnsafeMutableRawPointer?) -> Int32 {
    guard let event, let context else { return MOSQ_ERR_INVAL.rawValue }
    let plugin = Unmanaged<Plugin>.fromOpaque(context).takeUnretainedValue()
    return plugin.handle(mosquitto_plugin_event(rawValue: UInt32(bitPattern: kind)), event).rawValue
}

extension OpaquePointer {
    /// The connection this `struct mosquitto` stands for.
    fileprivate var key: BrokerClient.Key { BrokerClient.Key(UInt(bitPattern: self)) }

    fileprivate func described(userName: String?) -> BrokerClient {
        let clientID = mosquitto_client_id(self).map { String(cString: $0) } ?? ""
        let isWebSocket = mosquitto_client_protocol(self) == Int32(mp_websockets.rawValue)
        return BrokerClient(
            key: key, clientID: clientID, userName: userName, transport: isWebSocket ? .webSocket : .plain, session: session)
    }

    /// The flag of CONNECT: up to MQTT 3.1.1 it says whether the session is kept, too. In MQTT 5 its expiry does, which the broker does not
    /// show: so it may be kept.
    private var session: BrokerClient.Session {
        guard mosquitto_client_clean_session(self) else { return .resumed }
        return mosquitto_client_protocol_version(self) < 5 ? .passing : .begun
    }
}

extension TopicAction {
    /// What the broker asks about; nil for what there was not when this was written.
    fileprivate init?(_ event: mosquitto_evt_acl_check) {
        switch event.access {
        case MOSQ_ACL_SUBSCRIBE: self = .subscribe
        case MOSQ_ACL_UNSUBSCRIBE: self = .unsubscribe
        case MOSQ_ACL_READ: self = .receive
        case MOSQ_ACL_WRITE:
            let length = event.payload == nil ? 0 : min(Int(event.payloadlen), Self.maximumPayload + 1)
            let payload = UnsafeRawBufferPointer(start: event.payload, count: length)
            self = .publish(Publication(payload: Array(payload), isRetained: event.retain))
        default: return nil
        }
    }
}
