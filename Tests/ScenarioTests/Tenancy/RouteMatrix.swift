import BSON
import CallAPI
import Foundation
import HTTPTypes
import MQTT

/// Asks each route as each asker, each time in churches of their own, and sees what becomes of it.
struct RouteMatrix: Sendable {
    let deployment: Deployment
    let watch: Watch
    let keys: ServiceKeys

    /// What was seen, by route and asker.
    func seen() async throws -> [APIRoute: [Asker: RouteCell]] {
        let rows = try await concurrently(APIRoute.allCases, width: 8) { route in
            var cells: [Asker: RouteCell] = [:]
            for asker in Asker.allCases { cells[asker] = try await seen(route, by: asker) }
            return (route, cells)
        }
        return Dictionary(uniqueKeysWithValues: rows)
    }

    private func seen(_ route: APIRoute, by asker: Asker) async throws -> RouteCell {
        let row = route.row
        let scene = try await Scene(row.situation, in: deployment)
        try await watch.catchUp()
        let (before, heardBefore) = (try await scene.stored(), watch.count)
        let path = route.path.replacing("{id}", with: scene.callID).replacing("{member}", with: row.member)
            .replacing("{webhook}", with: scene.webhookID)
        let (query, body) = try asked(row, route, by: asker, scene)
        guard let method = TestService.Method(rawValue: route.method.rawValue) else { throw UnknownMethod(route: route) }
        let answer = try await deployment.service.send(
            method, path + query, token: try await asker.token(scene, owner: row.owner, keys), body: body)
        try await scene.awaitDelivery()
        try await watch.catchUp()
        var traces = changes(from: before, to: try await scene.stored(), scene, own: asker.wishes(scene, owner: row.owner), row.owner)
        for message in watch.messages(from: heardBefore) {
            if message.topic.string.hasPrefix("faithflow/\(scene.church)/") { traces.insert(.published) }
            if message.topic.string.hasPrefix("faithflow/\(scene.otherChurch)/") { traces.insert(.strayed) }
        }
        let text = String(decoding: try JSONEncoder().encode(answer.body), as: UTF8.self).replacing("\\/", with: "/")
        if route.tells(answer.body) || scene.secrets.contains(where: text.contains) { traces.insert(.told) }
        return RouteCell(status: answer.status, code: answer.body["code"]?.string, traces: traces)
    }

    /// Query and body. A back end says for whom it acts: in the body where a route may have one, else in the query.
    private func asked(_ row: RouteRow, _ route: APIRoute, by asker: Asker, _ scene: Scene) throws -> (query: String, body: [UInt8]?) {
        var body = row.body
        var query = [route.rowQuery].compactMap(\.self)
        if asker.isBackEnd {
            if route.method == .get || route.method == .delete {
                query.append("caller_id=\(row.owner)&church_id=\(scene.church)")
            } else {
                var fields: [String: JSONValue] = ["caller_id": .string(row.owner), "church_id": .string(scene.church)]
                if case .object(let own)? = body { fields.merge(own) { $1 } }
                body = .object(fields)
            }
        }
        let text = try body.map { String(decoding: try JSONEncoder().encode($0), as: UTF8.self).replacing("{id}", with: scene.callID) }
        return (query.isEmpty ? "" : "?" + query.joined(separator: "&"), text.map { Array($0.utf8) })
    }

    private func changes(
        from before: [Scene.Stored: BSONDocument], to after: [Scene.Stored: BSONDocument], _ scene: Scene, own: String?, _ owner: String
    ) -> Set<RouteCell.Trace> {
        let changed = Set(before.keys).union(after.keys).filter { before[$0] != after[$0] }
        let ownChurch = own?.split(separator: "/").first.map { String($0) } ?? ""
        return Set(
            changed.map { document in
                switch (document.collection, document.church) {
                case ("calls", scene.church): .changed
                case ("member_preferences", scene.church) where document.id == "\(scene.church)/\(owner)": .changed
                case ("push_devices", scene.church) where document.id == "\(scene.church)/\(owner)": .changed
                case ("member_preferences", _) where document.id == own: .ownChanged
                case ("push_devices", _) where document.id == own: .ownChanged
                case ("webhook_endpoints", scene.church), ("webhook_dead_letters", scene.church): .changed
                case ("webhook_endpoints", ownChurch): .ownChanged
                default: .strayed
                }
            })
    }

    struct UnknownMethod: Error {
        let route: APIRoute
    }
}
