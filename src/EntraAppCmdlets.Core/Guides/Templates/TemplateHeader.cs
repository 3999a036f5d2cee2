using System.Text.Json;

namespace EntraAppCmdlets.Guides;

/// <summary>What names a template: read from the beginning of its file, where it usually is, without the rest.</summary>
/// <param name="Id">How commands name the vendor.</param>
/// <param name="Title">The title.</param>
/// <param name="Description">The description.</param>
internal sealed record TemplateHeader(string Id, string Title, string Description)
{
    /// <summary>Reads it; null if the file can't be read or has none. What is wrong with a file is said when all of it is read.</summary>
    public static TemplateHeader? Read(string path)
    {
        try
        {
            return Read(TemplateReader.WithoutPreamble(File.ReadAllBytes(path)).Span);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    private static TemplateHeader? Read(ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8);
        string? id = null,
            title = null,
            description = null;
        while (id is null || title is null || description is null)
        {
            if (!reader.Read())
            {
                return null;
            }

            if (reader.TokenType != JsonTokenType.PropertyName || reader.CurrentDepth != 1)
            {
                continue;
            }

            var name = reader.GetString();
            reader.Read();
            var text = reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
            if (name == "id")
            {
                id = text;
            }
            else if (name == "title")
            {
                title = text;
            }
            else if (name == "description")
            {
                description = text;
            }
            else
            {
                reader.Skip();
            }
        }

        return new TemplateHeader(id, title, description);
    }
}
