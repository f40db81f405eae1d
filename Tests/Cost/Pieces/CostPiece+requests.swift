import Hummingbird

extension CostPiece {
    static let requests = [
        CostPiece(name: "requests", summary: "a whole call's five requests through router and coordinator, over a store in memory") {
            let interface = await Interface()
            return {
                let call = try await interface.create()
                for (step, member) in [("accept", "ben"), ("connected", "anna"), ("connected", "ben"), ("end", "anna")] {
                    try await interface.change(call, step, by: member)
                }
            }
        },
        CostPiece(name: "refusal", summary: "a request without a token") {
            let interface = await Interface()
            return { use(try await interface.ask(.post, "/api/calls", by: nil)) }
        },
    ]
}
