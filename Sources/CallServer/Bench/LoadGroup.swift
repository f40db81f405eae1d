import CallSignaling

/// Members who call each other again and again: a caller and his callees. Belongs to the generator's event loop.
final class LoadGroup {
    let members: [MemberID]
    let connections: [MemberConnection]
    /// Body of the request that makes their call.
    let creation: String

    init(_ number: Int, in generator: isolated LoadGenerator) {
        let plan = generator.plan
        members = plan.members(of: number)
        connections = plan.tokens(of: number).map { MemberConnection(to: generator.address, token: $0, on: generator.eventLoop) }
        let callees = members.dropFirst().map { "\"\($0)\"" }.joined(separator: ",")
        creation = #"{"callee_ids":[\#(callees)],"call_type":"voice"}"#
    }

    /// Ends the connections.
    func close() {
        for connection in connections { connection.close() }
    }
}
