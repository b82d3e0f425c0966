/// A phone number as a log may show it: enough to recognise, too little to call.
///
/// `+14155550123` becomes `+1415•••0123`. Of anything too short to spare seven digits only the last two remain.
public func redacted(phoneNumber: String) -> String {
    let characters = Array(phoneNumber)
    guard characters.count >= 11 else { return "•••" + String(characters.suffix(characters.count > 4 ? 2 : 0)) }
    return String(characters.prefix(5)) + "•••" + String(characters.suffix(4))
}
