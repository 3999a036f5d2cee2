using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.Graph;
using Microsoft.Kiota.Abstractions;

namespace Judges.Tests.Urls;

/// <summary>How the SDK asks for what one kind of our requests asks for.</summary>
/// <param name="Pattern">Method and path; <c>{}</c> stands for a key.</param>
/// <param name="Build">The call of the SDK's builders.</param>
internal sealed record SdkRequest(string Pattern, Func<GraphServiceClient, SdkRequest.Asked, RequestInformation> Build)
{
    private readonly Regex _pattern = new(
        $"^{Regex.Escape(Pattern).Replace(@"\{}", "([^/?]+?)", StringComparison.Ordinal)}$",
        RegexOptions.CultureInvariant
    );

    public bool Matches(SentRequest sent) => _pattern.IsMatch($"{sent.Method} {sent.PathAlone}");

    /// <summary>The SDK's request for the same thing.</summary>
    public SentRequest Of(GraphServiceClient sdk, SentRequest sent)
    {
        var keys = _pattern
            .Match($"{sent.Method} {sent.PathAlone}")
            .Groups.Values.Skip(1)
            .Select(group => Uri.UnescapeDataString(group.Value));
        var request = Build(sdk, new Asked([.. keys], sent.Query));
        request.PathParameters.TryAdd("baseurl", sdk.RequestAdapter.BaseUrl!);
        return SentRequest.Of(request.HttpMethod.ToString(), request.URI);
    }

    /// <summary>What is asked for: keys and query options, both without escapes.</summary>
    internal sealed class Asked(IReadOnlyList<string> keys, IReadOnlyDictionary<string, string> query)
    {
        public string this[int key] => keys[key];

        public Guid Id(int key) => Guid.Parse(keys[key]);

        /// <summary>Sets the SDK's query parameters; one that the SDK does not know for this resource is left out, and so is a difference.</summary>
        public void Query<T>(RequestConfiguration<T> configuration)
            where T : class, new()
        {
            foreach (var property in typeof(T).GetProperties())
            {
                var name = Uri.UnescapeDataString(property.GetCustomAttribute<QueryParameterAttribute>()?.TemplateName ?? property.Name);
                if (!query.TryGetValue(name, out var value))
                {
                    continue;
                }

                var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
                property.SetValue(
                    configuration.QueryParameters,
                    type == typeof(string[]) ? value.Split(',') : Convert.ChangeType(value, type, CultureInfo.InvariantCulture)
                );
            }
        }
    }
}
