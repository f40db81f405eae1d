/// Where in a value the encoder or decoder stands; turned into an array only for an error or when asked.
indirect enum CodingPath {
    case root
    case key(any CodingKey, CodingPath)

    var keys: [any CodingKey] {
        var keys: [any CodingKey] = []
        var rest = self
        while case .key(let key, let parent) = rest {
            keys.append(key)
            rest = parent
        }
        return keys.reversed()
    }
}

/// The key of an array's element, or of a superclass.
struct BSONCodingKey: CodingKey {
    let stringValue: String
    let intValue: Int?

    static let superclass = BSONCodingKey(stringValue: "super")

    init(stringValue: String) {
        self.stringValue = stringValue
        intValue = nil
    }

    init(intValue: Int) {
        stringValue = String(intValue)
        self.intValue = intValue
    }
}
