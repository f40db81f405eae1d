internal import CMosquitto

/// The C callbacks. They run on the driver's thread inside a call of the handle and only note what happened.
extension BrokerHandle {
    func installCallbacks(on mosquitto: OpaquePointer) {
        mosquitto_user_data_set(mosquitto, Unmanaged.passUnretained(self).toOpaque())
        mosquitto_connect_v5_callback_set(mosquitto) { _, context, code, flags, properties in
            BrokerHandle.of(context)?.connectAnswered(code, flags, ReceivedProperties(pointer: properties))
        }
        mosquitto_disconnect_v5_callback_set(mosquitto) { _, context, code, _ in
            guard code >= 128 else { return }
            BrokerHandle.of(context)?.events.append(.disconnected(reasonCode: UInt8(clamping: code)))
        }
        mosquitto_publish_v5_callback_set(mosquitto) { _, context, packetID, code, _ in
            BrokerHandle.of(context)?.events.append(
                .acknowledged(packetID: UInt16(truncatingIfNeeded: packetID), reasonCode: UInt8(clamping: code)))
        }
        mosquitto_subscribe_v5_callback_set(mosquitto) { _, context, packetID, count, codes, _ in
            let codes = UnsafeBufferPointer(start: codes, count: Int(count)).map { UInt8(clamping: $0) }
            BrokerHandle.of(context)?.events.append(.subscribed(packetID: UInt16(truncatingIfNeeded: packetID), codes: codes))
        }
        mosquitto_unsubscribe_v5_callback_set(mosquitto) { _, context, packetID, _ in
            BrokerHandle.of(context)?.events.append(.unsubscribed(packetID: UInt16(truncatingIfNeeded: packetID)))
        }
        mosquitto_message_v5_callback_set(mosquitto) { _, context, message, properties in
            guard let message, let text = message.pointee.topic else { return }
            BrokerHandle.of(context)?.received(message.pointee, String(cString: text), ReceivedProperties(pointer: properties))
        }
        mosquitto_log_callback_set(mosquitto) { _, context, level, text in
            guard level == MOSQ_LOG_ERR, let text else { return }
            BrokerHandle.of(context)?.lastComplaint = String(cString: text)
        }
    }

    private static func of(_ context: UnsafeMutableRawPointer?) -> BrokerHandle? {
        context.map { Unmanaged<BrokerHandle>.fromOpaque($0).takeUnretainedValue() }
    }

    private func connectAnswered(_ code: Int32, _ flags: Int32, _ properties: ReceivedProperties) {
        let answer = ConnectAnswer(
            reasonCode: UInt8(clamping: code), isSessionPresent: flags & 1 == 1,
            receiveMaximum: properties.int16(MQTT_PROP_RECEIVE_MAXIMUM) ?? .max)
        events.append(.connectAnswered(answer))
        // The library resends right after this callback; a socket that is shut lets nothing out.
        if code == 0, cutsWithoutSession, !answer.isSessionPresent { hangUp() }
    }

    private func received(_ message: mosquitto_message, _ topic: String, _ properties: ReceivedProperties) {
        let payload = UnsafeRawBufferPointer(start: message.payload, count: message.payload == nil ? 0 : Int(message.payloadlen))
        events.append(
            .received(
                MQTTMessage(
                    topic: TopicName(received: topic), payload: Array(payload),
                    qos: QoS(rawValue: UInt8(clamping: message.qos)) ?? .atMostOnce,
                    isRetained: message.retain, properties: properties.ofMessage)))
    }
}
