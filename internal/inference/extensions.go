package inference

// Extensions are those of the names of files that package audio decodes, in small
// letters.
var Extensions = []string{
	".wav", ".wave", ".rf64", ".bwf", ".flac", ".mp3", ".ogg", ".oga", ".opus", ".aif", ".aiff", ".aifc", ".au", ".snd", ".w64", ".caf",
	".webm", ".weba", ".mka", ".mkv", ".m4a", ".m4b", ".mp4", ".m4v", ".mov", ".3gp",
}
