/// The command `voicebridge`.
@main
struct VoicebridgeCommand {
    static func main() {}
}
