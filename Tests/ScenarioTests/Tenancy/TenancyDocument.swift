import CallAPI
import CallSignaling
import Foundation
import HTTPTypes

/// `docs/tenancy.md`: both matrices as they should be.
enum TenancyDocument {
    static let file: URL = {
        var root = URL(filePath: #filePath)
        for _ in 0..<4 { root.deleteLastPathComponent() }
        return root.appending(path: "docs/tenancy.md")
    }()

    static var text: String {
        """
        # Who may do what

        Every route and every topic, by everybody there is: what he gets, and what comes of it. A test asks and publishes all of this, of a running service and a broker with
        its plugin, and holds this page to what it saw. It is generated: `FAITHFLOW_WRITE_DOCUMENTS=1 swift test --filter Tenancy` writes it.

        ## Routes

        Each cell is asked in two churches of its own, whose members have the same ids. *Own* is who takes part in the call, or whose list or wish it is; the member of the *other church* has the same id.
        *Told*: the answer tells of the call, the list or the wish. *Changed*: it, or the church's calls, have changed. *Own changed*: the asker's own list or wish has. *Published*: signals of that church went out.
        What a cell does not name did not happen, in either church.

        \(table(["route", "what is asked for"] + Asker.allCases.map(\.title), APIRoute.allCases.map(line)))

        ## Topics

        At mosquitto, with the plugin and [mosquitto.acl](../topics/acl/mosquitto.acl). *Own* is the member whose topic it is, or who takes part in the call. The others know its id and the call's. On a call's `signal`
        topic each publishes `call_ringing` of himself; the service heeds it from a callee who rings in that call. *No effect*: the broker confirms the subscription, and delivers nothing.

        \(table(["topic", ""] + BrokerClient.allCases.map(\.title), TopicMatrix.rows.map(line)))

        """
    }

    private static func line(_ route: APIRoute) -> [String] {
        let row = route.row
        return ["`\(route.method.rawValue) \(route.path)`", row.asks] + Asker.allCases.map { row.cells[$0].description }
    }

    private static func line(_ row: TopicMatrix.Row) -> [String] {
        ["`\(row.topic.address)`", row.use.rawValue] + BrokerClient.allCases.map { row.topic.expected(row.use, by: $0).rawValue }
    }

    private static func table(_ heading: [String], _ lines: [[String]]) -> String {
        ([heading, heading.map { _ in "---" }] + lines).map { "| \($0.joined(separator: " | ")) |" }.joined(separator: "\n")
    }
}
