using System.Globalization;
using EntraAppCmdlets.Sandbox.Schema;

namespace EntraAppCmdlets.Sandbox.Graph;

/// <summary>The way to one property of an object, at whatever depth: read as JSON, or as it is by <c>$value</c>; of a collection also its <c>$count</c>.</summary>
internal sealed class PropertyPath
{
    private readonly IReadOnlyList<Property> _properties;
    private readonly string? _form;

    private PropertyPath(IReadOnlyList<Property> properties, string? form)
    {
        _properties = properties;
        _form = form;
    }

    public static PropertyPath Parse(StructuredType type, IEnumerable<PathSegment> path)
    {
        var properties = new List<Property>();
        var at = type;
        string? form = null;
        foreach (var segment in path)
        {
            if (segment.KeyName is null && form is null && properties.Count > 0 && IsForm(segment.Text, properties[^1]))
            {
                form = segment.Text.ToLowerInvariant();
                continue;
            }

            if (form is not null || segment.KeyName is not null || at?.FindByClient(segment.Text) is not { } property)
            {
                throw GraphErrors.UnknownSegment(segment.Text);
            }

            properties.Add(property);
            at = property.IsCollection ? null : property.ComplexType;
        }

        return new PropertyPath(properties, form);
    }

    public Reply Read(GraphContext context, Document document, string set)
    {
        object? value = GraphContext.Presented(document, withKeys: false);
        foreach (var property in _properties)
        {
            value = value is Document at ? at[property] : null;
        }

        if (value is null)
        {
            return Reply.NoContent;
        }

        if (_form is not null)
        {
            return new Reply(200, null)
            {
                PlainText = value is object[] items ? items.Length.ToString(CultureInfo.InvariantCulture) : Plain(value),
            };
        }

        var address = $"{context.Root}/$metadata#{set}('{document.Id}')/{string.Join('/', _properties.Select(property => property.Name))}";
        return Reply.Ok(json =>
        {
            json.WriteStartObject();
            json.WriteString("@odata.context", address);
            if (value is Document complex)
            {
                DocumentWriter.WriteProperties(json, complex, selected: null);
            }
            else
            {
                json.WritePropertyName("value");
                DocumentWriter.WriteValue(json, value);
            }

            json.WriteEndObject();
        });
    }

    private static bool IsForm(string text, Property property) =>
        string.Equals(text, "$count", StringComparison.OrdinalIgnoreCase)
            ? property.IsCollection
            : string.Equals(text, "$value", StringComparison.OrdinalIgnoreCase)
                && !property.IsCollection
                && property.Kind != PropertyKind.Complex;

    private static string Plain(object value) =>
        value switch
        {
            bool flag => flag ? "true" : "false",
            DateTimeOffset instant => DocumentWriter.Format(instant),
            _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
        };
}
