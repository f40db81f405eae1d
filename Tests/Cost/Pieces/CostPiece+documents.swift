import BSON
import CallControl
import CallSignaling
import CallStorage

extension CostPiece {
    static let documents = [
        CostPiece(name: "call-to-bson", summary: "the statement that inserts a call with its invite") {
            let (call, signals) = WholeCall.begin()
            let outbox = try signals.map { try OutboxEntry($0) }
            return { use(CallDocument(call, owner: "i").insertion(outbox: outbox, mark: WriteMark(writer: "w", number: 1))) }
        },
        CostPiece(name: "change-to-bson", summary: "the statement that writes that a call was accepted") {
            let (ringing, accepted, signals) = try WholeCall.accepted()
            let outbox = try signals.map { try OutboxEntry($0) }
            return {
                let document = CallDocument(accepted, owner: "i")
                use(
                    document.replacement(
                        of: ringing.version, knowing: ringing, appending: outbox, mark: WriteMark(writer: "w", number: 2)))
            }
        },
        CostPiece(name: "call-from-bson", summary: "a stored call read") {
            let call = try WholeCall.accepted().accepted
            let document = try BSONEncoder().encode(call)
            return { use(try BSONDecoder().decode(Call.self, from: document)) }
        },
    ]
}
