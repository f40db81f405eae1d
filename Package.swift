// swift-tools-version:6.2
import PackageDescription

let settings: [SwiftSetting] = [
    .define("FAILPOINTS", .when(configuration: .debug)),  // faults on demand, for tests; never in a release build
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
]

extension Target.Dependency {
    static let argumentParser = product(name: "ArgumentParser", package: "swift-argument-parser")
    static let asn1 = product(name: "SwiftASN1", package: "swift-asn1")
    static let asyncHTTPClient = product(name: "AsyncHTTPClient", package: "async-http-client")
    static let crypto = product(name: "Crypto", package: "swift-crypto")
    static let cryptoExtras = product(name: "CryptoExtras", package: "swift-crypto")
    static let configuration = product(name: "Configuration", package: "swift-configuration")
    static let heap = product(name: "HeapModule", package: "swift-collections")
    static let deque = product(name: "DequeModule", package: "swift-collections")
    static let histogram = product(name: "Histogram", package: "hdrhistogram-swift")
    static let httpTypes = product(name: "HTTPTypes", package: "swift-http-types")
    static let hummingbird = product(name: "Hummingbird", package: "hummingbird")
    static let hummingbirdCore = product(name: "HummingbirdCore", package: "hummingbird")
    static let hummingbirdHTTP2 = product(name: "HummingbirdHTTP2", package: "hummingbird")
    static let hummingbirdTLS = product(name: "HummingbirdTLS", package: "hummingbird")
    static let hummingbirdTesting = product(name: "HummingbirdTesting", package: "hummingbird")
    static let jwtKit = product(name: "JWTKit", package: "jwt-kit")
    static let logging = product(name: "Logging", package: "swift-log")
    static let nioCore = product(name: "NIOCore", package: "swift-nio")
    static let nioConcurrency = product(name: "NIOConcurrencyHelpers", package: "swift-nio")
    static let nioEmbedded = product(name: "NIOEmbedded", package: "swift-nio")
    static let nioFoundation = product(name: "NIOFoundationCompat", package: "swift-nio")
    static let nioHTTP1 = product(name: "NIOHTTP1", package: "swift-nio")
    static let nioHTTPTypes = product(name: "NIOHTTPTypes", package: "swift-nio-extras")
    static let nioHTTPTypesHTTP1 = product(name: "NIOHTTPTypesHTTP1", package: "swift-nio-extras")
    static let nioPosix = product(name: "NIOPosix", package: "swift-nio")
    static let nioSSL = product(name: "NIOSSL", package: "swift-nio-ssl")
    static let nioTLS = product(name: "NIOTLS", package: "swift-nio")
    static let lifecycle = product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
    static let unixSignals = product(name: "UnixSignals", package: "swift-service-lifecycle")
}

func module(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

func tests(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
    .testTarget(name: name, dependencies: dependencies + ["TestSupport"], exclude: exclude, swiftSettings: settings)
}

let package = Package(
    name: "faithflow-calls",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "faithflow-calls", targets: ["CallServer"]),
        .library(name: "faithflow-mosquitto-plugin", type: .dynamic, targets: ["BrokerPlugin"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-asn1", from: "1.7.0"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.3.0"),
        .package(url: "https://github.com/apple/swift-configuration", from: "1.4.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.1.0"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.14.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.0"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.0"),
        .package(url: "https://github.com/HdrHistogram/hdrhistogram-swift", from: "0.2.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.0"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.30.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/vapor/jwt-kit", from: "5.7.0"),
    ],
    targets: [
        .systemLibrary(name: "CMosquitto", pkgConfig: "libmosquitto", providers: [.apt(["libmosquitto-dev"])]),
        .systemLibrary(name: "CMosquittoBroker", providers: [.apt(["mosquitto-dev"])]),
        .systemLibrary(name: "CMongoC", pkgConfig: "libmongoc-1.0", providers: [.apt(["libmongoc-dev", "libbson-dev"])]),

        module("BSON", ["CMongoC"]),
        module("Mongo", ["BSON", "CMongoC", .logging, .nioPosix]),
        module("MQTT", ["CMosquitto", .deque, .logging, .nioConcurrency]),
        module("LiveKit", [.asyncHTTPClient, .crypto, .nioCore, .nioFoundation, .nioHTTP1]),
        module(
            "Push", [.asyncHTTPClient, .crypto, .cryptoExtras, .nioCore, .nioFoundation, .nioHTTP1, .nioPosix, .nioSSL]),
        module("CallSignaling"),
        module("CallControl", ["CallSignaling", .deque, .heap, .lifecycle, .logging]),
        module("CallStorage", ["BSON", "CallControl", "CallSignaling", "Mongo", "TokenVerification", .crypto, .deque, .logging]),
        module("TokenVerification", ["CallSignaling", .asn1, .crypto, .cryptoExtras]),
        module("TopicAccess", ["CallSignaling"]),
        module("BrokerGate", ["TokenVerification", "TopicAccess"]),
        .target(
            name: "BrokerPlugin",
            dependencies: ["BrokerGate", "CMosquittoBroker", "TopicAccess"],
            swiftSettings: settings,
            // Swift's runtime cannot be unloaded, which the broker does to plugins at its end.
            linkerSettings: [.unsafeFlags(["-Xlinker", "-z", "-Xlinker", "nodelete"], .when(platforms: [.linux]))]
        ),
        module(
            "CallAPI",
            [
                "CallControl", "CallSignaling", "TokenVerification", "TopicAccess", .crypto, .deque, .heap, .httpTypes, .hummingbird,
                .logging, .nioCore,
            ]),
        .executableTarget(
            name: "CallServer",
            dependencies: [
                "BSON", "CallAPI", "CallControl", "CallSignaling", "CallStorage", "LiveKit", "MQTT", "Mongo", "Push", "TokenVerification",
                .argumentParser, .asyncHTTPClient, .configuration, .deque, .histogram, .httpTypes, .hummingbird, .hummingbirdCore,
                .hummingbirdHTTP2, .hummingbirdTLS, .jwtKit, .lifecycle, .logging, .nioCore, .nioFoundation, .nioHTTP1, .nioHTTPTypes,
                .nioHTTPTypesHTTP1, .nioPosix, .nioSSL, .nioTLS, .unixSignals,
            ],
            swiftSettings: settings
        ),

        .executableTarget(
            name: "Fuzz",
            dependencies: [
                "BSON", "CallAPI", "CallControl", "CallSignaling", "CallStorage", "MQTT", "TokenVerification", "TopicAccess",
                .argumentParser,
                .crypto, .cryptoExtras, .httpTypes, .hummingbird, .logging, .nioCore, .nioEmbedded,
            ],
            path: "Tests/Fuzz", swiftSettings: settings),
        .executableTarget(
            name: "Cost",
            dependencies: [
                "BSON", "CallAPI", "CallControl", "CallSignaling", "CallStorage", "LiveKit", "MQTT", "TokenVerification", "TopicAccess",
                .argumentParser, .crypto, .httpTypes, .hummingbird, .logging, .nioCore, .nioEmbedded,
            ],
            path: "Tests/Cost", swiftSettings: settings),
        .target(
            name: "TestSupport", dependencies: [.asyncHTTPClient, .nioCore, .nioFoundation, .nioHTTP1, .nioPosix, .nioSSL],
            path: "Tests/TestSupport",
            swiftSettings: settings),
        tests("BSONTests", ["BSON"]),
        tests("MongoTests", ["BSON", "Mongo"]),
        tests("MQTTTests", ["MQTT"]),
        tests("LiveKitTests", ["LiveKit", .asyncHTTPClient, .jwtKit, .nioCore, .nioFoundation]),
        tests("PushTests", ["Push"]),
        tests("CallSignalingTests", ["CallSignaling"]),
        tests("CallControlTests", ["CallControl", "CallSignaling", "CallStorage", .logging]),
        tests("TokenVerificationTests", ["CallSignaling", "TokenVerification", .crypto, .cryptoExtras, .jwtKit]),
        tests("CallStorageTests", ["BSON", "CallControl", "CallSignaling", "CallStorage", "Mongo", "TokenVerification", .logging]),
        tests("TopicAccessTests", ["CallSignaling", "TopicAccess"]),
        tests("BrokerGateTests", ["BrokerGate", "CallSignaling", "TokenVerification", "TopicAccess", .crypto, .cryptoExtras, .jwtKit]),
        tests(
            "CallAPITests",
            [
                "BrokerGate", "CallAPI", "CallControl", "CallSignaling", "CallStorage", "TokenVerification", "TopicAccess", .crypto,
                .httpTypes,
                .hummingbird, .hummingbirdTesting, .jwtKit, .logging, .nioCore,
            ]),
        tests(
            "CallServerTests",
            [
                "CallServer", "CallAPI", "CallControl", "CallSignaling", "CallStorage", "Cost", "Fuzz", "LiveKit", "MQTT", "Push",
                "TokenVerification",
                .argumentParser, .asyncHTTPClient, .configuration, .crypto, .jwtKit, .lifecycle, .logging, .nioCore, .nioHTTP1, .nioPosix,
                .nioSSL,
            ]),
        tests(
            "ScenarioTests",
            [
                "BSON", "CallAPI", "CallControl", "CallServer", "CallSignaling", "MQTT", "Mongo", "TokenVerification", .asyncHTTPClient,
                .httpTypes,
                .crypto, .hummingbird, .jwtKit, .lifecycle, .logging, .nioCore, .nioHTTP1, .nioPosix, .nioSSL,
            ]),
    ]
)
