import CallSignaling
import MQTT
import Synchronization
import TopicAccess

extension CostPiece {
    private static let topic = "faithflow/grace/call/\(WholeCall.id)/signal"

    static let topics = [
        CostPiece(name: "topic-match", summary: "a topic held against the filter that the service listens by") {
            let filter = try TopicFilter(validating: "$share/faithflow-calls/faithflow/+/call/+/signal")
            let name = try TopicName(validating: topic)
            return { use(filter.matches(name)) }
        },
        CostPiece(name: "topic-access", summary: "whether a member may subscribe to a call's topic") {
            guard let anna = Principal(churchID: WholeCall.church, memberID: WholeCall.anna.id) else { throw Nobody() }
            return { use(anna.access(to: topic, for: .subscribe)) }
        },
        CostPiece(name: "ack-table", summary: "one of 200 unacknowledged messages acknowledged, and the next one entered") {
            let message = MQTTMessage(topic: try TopicName(validating: topic), payload: [])
            let table = Mutex((Outstanding(), UInt16(0)))
            table.withLock { table in
                for id in 0..<UInt16(200) { table.0.append(QueuedPublish(message: message) { _ in }, packetID: id) }
            }
            return {
                table.withLock { table in
                    use(table.0.remove(packetID: table.1))
                    table.0.append(QueuedPublish(message: message) { _ in }, packetID: table.1 &+ 200)
                    table.1 &+= 1
                }
            }
        },
    ]

    private struct Nobody: Error {}
}
