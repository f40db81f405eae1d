import CallSignaling
import Foundation

extension CostPiece {
    static let domain = [
        CostPiece(name: "handle", summary: "a whole call through the domain: created, ringing, accepted, connected twice, ended") {
            {
                var (call, signals) = WholeCall.begin()
                for event in WholeCall.events { signals += try call.handle(event, at: WholeCall.start + 2) }
                use(signals)
            }
        }
    ]
}
