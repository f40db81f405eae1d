import BSON
import CallControl
import CallSignaling
import Foundation
import Mongo
import Testing

@testable import CallStorage

/// Webhook endpoints are kept the same in both stores.
@Suite struct WebhookStoreTests {
    private func withWebhooks(_ kind: StoreKind, _ body: (any WebhookStore) async throws -> Void) async throws {
        switch kind {
        case .memory: try await body(MemoryWebhookStore())
        case .mongo:
            try await withMongoDatabase { database in
                let store = MongoWebhookStore(database: database)
                for _ in 0..<2 { try await store.prepare() }
                try await body(store)
            }
        }
    }

    private func endpoint(
        _ church: ChurchID = "grace", events: Set<WebhookEventType>? = nil, shutdown: WebhookEndpoint.Shutdown? = nil,
        made seconds: Double = 0
    ) -> WebhookEndpoint {
        let secrets = [
            WebhookEndpoint.SealedSecret(text: "new"), WebhookEndpoint.SealedSecret(text: "old", expiresAt: Sample.after(60)),
        ]
        return WebhookEndpoint(
            id: .make(), churchID: church, url: "https://hooks.example.org/ü?$where=1", events: events, secrets: secrets,
            shutdown: shutdown,
            createdAt: Sample.after(seconds))
    }

    @Test(arguments: StoreKind.tested) func whatIsAddedIsReadAsItWas(_ kind: StoreKind) async throws {
        try await withWebhooks(kind) { store in
            let all = [
                endpoint(), endpoint(events: [], shutdown: .administrator, made: 1),
                endpoint(events: [.callEnded], shutdown: .gone, made: 2),
            ]
            for endpoint in all.reversed() { try await store.add(endpoint) }
            #expect(try await store.endpoints(in: "grace") == all)
            for endpoint in all { #expect(try await store.endpoint(endpoint.id, in: "grace") == endpoint) }
        }
    }

    @Test(arguments: StoreKind.tested) func anotherChurchHasNoneOfThem(_ kind: StoreKind) async throws {
        try await withWebhooks(kind) { store in
            let own = endpoint()
            try await store.add(own)
            var stolen = endpoint("hope")
            stolen = WebhookEndpoint(id: own.id, churchID: "hope", url: stolen.url, secrets: [], createdAt: own.createdAt)
            #expect(try await store.endpoints(in: "hope").isEmpty)
            #expect(try await store.endpoint(own.id, in: "hope") == nil)
            #expect(try await !store.replace(stolen, expecting: 1))
            #expect(try await !store.remove(own.id, in: "hope"))
            #expect(try await store.endpoints(in: "grace") == [own])
        }
    }

    @Test(arguments: StoreKind.tested) func ofTwoWhoChangeItOneWins(_ kind: StoreKind) async throws {
        try await withWebhooks(kind) { store in
            let first = endpoint()
            try await store.add(first)
            let won = try await concurrently(6) { number in
                var changed = first
                changed.url = "https://hooks.example.org/\(number)"
                changed.version = 2
                return try await store.replace(changed, expecting: 1)
            }
            #expect(won.count { $0 } == 1)
            let stored = try await store.endpoint(first.id, in: "grace")
            #expect(stored?.version == 2 && won.firstIndex(of: true).map { stored?.url.hasSuffix("/\($0)") } == true)
            #expect(try await store.remove(first.id, in: "grace"))
            #expect(try await !store.remove(first.id, in: "grace"))
            #expect(try await !store.replace(first, expecting: 2), "what is gone does not come back")
            #expect(try await store.endpoints(in: "grace").isEmpty)
        }
    }

    @Test(arguments: StoreKind.tested) func aChurchHasSoMany(_ kind: StoreKind) async throws {
        try await withWebhooks(kind) { store in
            for number in 0..<WebhookEndpoint.churchLimit { try await store.add(endpoint(made: Double(number))) }
            await #expect(throws: WebhookLimitReached.self) { try await store.add(endpoint()) }
            try await store.add(endpoint("hope"))
            #expect(try await store.endpoints(in: "grace").count == WebhookEndpoint.churchLimit)
        }
    }

    /// What somebody has spoilt by hand has nothing sent that was not to be.
    @Test(.enabled(if: Service.hasMongod, "no mongod")) func strangeDocumentsSendNothing() async throws {
        try await withMongoDatabase { database in
            let (store, documents) = (MongoWebhookStore(database: database), database.collection("webhook_endpoints"))
            var document = endpoint().document
            document.append(["call.future", "call.ended", 7], for: "events")
            document.append("tired", for: "shutdown")
            try await documents.insert([document, ["_id": "wh_1", "church_id": "grace"], ["_id": 7, "church_id": "grace"]])
            let found = try await store.endpoints(in: "grace")
            #expect(found.count == 1 && found.first?.events == [.callEnded] && found.first?.shutdown == .administrator)
        }
    }
}
