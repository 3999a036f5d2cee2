namespace EntraAppCmdlets.Model;

/// <summary>Shortens texts between characters: half of a surrogate pair is no text, and the service refuses it.</summary>
internal static class Cut
{
    /// <summary>A text as an error quotes it.</summary>
    public static string Shorten(string text) => text.Length <= 150 ? text : To(text, 147) + "...";

    /// <summary>The beginning of a text, of so many UTF-16 units at most.</summary>
    public static string To(string text, int length) =>
        text.Length <= length ? text : text[..(length > 0 && char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)];
}
