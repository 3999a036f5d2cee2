using System.Collections;
using System.Globalization;
using System.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;

namespace EntraAppCmdlets.Guides;

/// <summary>
/// The values of a template's parameters: those given, and the defaults of the others, which may be made of other parameters. Conditions and
/// placeholders are answered from them.
/// </summary>
internal sealed class VendorInput
{
    private static readonly IReadOnlyDictionary<string, JsonElement> NoValues = new Dictionary<string, JsonElement>();

    private static readonly IReadOnlyDictionary<string, AppRegistration> NoApps = new Dictionary<string, AppRegistration>();

    private readonly VendorTemplate _template;
    private readonly Dictionary<string, TemplateParameter> _parameters;
    private readonly Dictionary<string, IReadOnlyList<string>> _values = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, SecureString> _secrets = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, X509Certificate2> _certificates = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, Guid> _principals = new(StringComparer.OrdinalIgnoreCase);
    private readonly Func<string, string?> _tenant;
    private readonly HashSet<string> _given = new(StringComparer.OrdinalIgnoreCase);
    private readonly IReadOnlyDictionary<string, AppRegistration> _apps;

    private VendorInput(VendorTemplate template, Func<string, string?> tenant, IReadOnlyDictionary<string, AppRegistration> apps)
    {
        _apps = apps;
        _template = template;
        _tenant = tenant;
        _parameters = template.AllParameters().ToDictionary(parameter => parameter.Name, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Whether a <c>when</c> holds; one that is not there holds.</summary>
    public bool Holds(IReadOnlyDictionary<string, JsonElement>? condition) => condition?.All(part => Holds(part.Key, part.Value)) ?? true;

    /// <summary>The values of a parameter as they were given or come from its default; empty without one.</summary>
    public IReadOnlyList<string> ValuesOf(string name) => _values.GetValueOrDefault(name) ?? [];

    /// <summary>Whether a value was given, rather than come from a default.</summary>
    public bool IsGiven(string name) => _given.Contains(name);

    /// <summary>The values that were given, without secrets.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Given =>
        new SortedDictionary<string, IReadOnlyList<string>>(
            _values.Where(value => _given.Contains(value.Key)).ToDictionary(value => value.Key, value => value.Value),
            StringComparer.Ordinal
        );

    /// <summary>The value of a parameter of type Secret; null if it was not given.</summary>
    public SecureString? SecretOf(string name) => _secrets.GetValueOrDefault(name);

    /// <summary>The parameter of type Principal that a placeholder is about, as it was given or by its object ID (<c>{Name.id}</c>); null for any other.</summary>
    public string? PrincipalIn(string placeholder) =>
        _parameters.GetValueOrDefault(PrincipalWithId(placeholder) ?? placeholder)
            is { Type: TemplateParameterType.Principal, Name: var name }
            ? name
            : null;

    /// <summary>The object IDs of users and groups, by the texts that name them; empty before they are looked for.</summary>
    public IReadOnlyDictionary<string, Guid> Principals => _principals;

    /// <summary>Takes the object IDs of users and groups that parameters name.</summary>
    public void Know(IEnumerable<KeyValuePair<string, Guid>> principals)
    {
        foreach (var (name, id) in principals)
        {
            _principals[name] = id;
        }
    }

    private string? PrincipalWithId(string placeholder) =>
        placeholder.EndsWith(Placeholder.IdOfPrincipal, StringComparison.OrdinalIgnoreCase)
        && _parameters.TryGetValue(placeholder[..^Placeholder.IdOfPrincipal.Length], out var parameter)
        && parameter.Type == TemplateParameterType.Principal
            ? parameter.Name
            : null;

    /// <summary>The template.</summary>
    public VendorTemplate Template => _template;

    /// <summary>The value of a parameter of type Certificate; null if it was not given.</summary>
    public X509Certificate2? CertificateOf(string name) => _certificates.GetValueOrDefault(name);

    /// <summary>The certificate that the template's app gets; null if it gets none, or if it was not given.</summary>
    public X509Certificate2? Certificate =>
        _template.Certificate is { } part && Holds(part.When) ? CertificateOf(Placeholder.Only(part.From)!) : null;

    /// <summary>Adds the values that were given and are not secret to what a later step was given for the same template.</summary>
    public void AddTo(IDictionary given, VendorTemplate template)
    {
        if (template.Id != _template.Id)
        {
            return;
        }

        // A default is made anew: it may be one of a parameter that doesn't apply.
        foreach (var (name, values) in _values.Where(value => IsGiven(value.Key) && !given.Contains(value.Key)))
        {
            given[name] = values;
        }
    }

    /// <summary>Puts values instead of the names in a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="others">The values of names that are neither parameters nor the tenant's.</param>
    public string Fill(string text, Func<string, string?>? others = null) =>
        Placeholder.Fill(text, name => Insert(name) ?? others?.Invoke(name) ?? OfApp(name) ?? _tenant(name));

    /// <summary>A text with the values in it; null if one of the parameters that it is made of has none.</summary>
    public string? FillWhole(string text) =>
        Placeholder.NamesIn(text).Any(name => _parameters.ContainsKey(name) && !HasValue(name)) ? null : Fill(text);

    /// <summary>The other apps of the template that are known, by their keys.</summary>
    public IReadOnlyDictionary<string, AppRegistration> Apps => _apps;

    /// <summary>The other app of the template whose application (client) ID a text stands for; null for any other text.</summary>
    public AppRegistration? AppOf(string text) =>
        Placeholder.Only(text) is { } name && Placeholder.AppIn(name) is { } key ? _apps.GetValueOrDefault(key) : null;

    /// <summary>The value of a name of another app of the template.</summary>
    private string? OfApp(string name) =>
        name.IndexOf('.', StringComparison.Ordinal) is > 0 and var at && _apps.TryGetValue(name[..at], out var app)
            ? VendorSettings.OfRegistration(name[(at + 1)..], app, $" of '{app.DisplayName}'")
            : null;

    /// <summary>The entries that a text stands for: several if it is a list parameter in braces.</summary>
    public IReadOnlyList<string> Expand(string text) =>
        Placeholder.Only(text) is { } name && _parameters.TryGetValue(name, out var parameter) && parameter.List
            ? [.. ValuesOf(name).Select(value => ParameterValues.Inserted(parameter, value))]
            : [Fill(text)];

    /// <summary>Checks what was given and completes it.</summary>
    /// <param name="template">The template.</param>
    /// <param name="given">Names and values as a command or a script gives them.</param>
    /// <param name="tenant">The values of the names that begin with <c>tenant.</c>.</param>
    /// <param name="complete">Whether every value that the guide needs must be there; false where only some of it is used.</param>
    /// <param name="apps">The other apps of the template that are known, by their keys.</param>
    /// <exception cref="AppException">VendorParameterUnknown, VendorParameterInvalid, VendorParameterMissing.</exception>
    public static VendorInput Resolve(
        VendorTemplate template,
        IDictionary given,
        Func<string, string?> tenant,
        bool complete = true,
        IReadOnlyDictionary<string, AppRegistration>? apps = null
    )
    {
        var input = new VendorInput(template, tenant, apps ?? NoApps);
        foreach (DictionaryEntry entry in given)
        {
            input.Take(Convert.ToString(entry.Key, CultureInfo.InvariantCulture) ?? "", entry.Value);
        }

        foreach (var (name, value) in template.Values ?? NoValues)
        {
            if (!input.IsGiven(name))
            {
                input.Take(name, value);
            }
        }

        foreach (var parameter in input._parameters.Values)
        {
            input.Complete(parameter);
        }

        foreach (
            var parameter in input._parameters.Values.Where(parameter =>
                parameter.When is not null && given.Contains(parameter.Name) && !input.Holds(parameter.When)
            )
        )
        {
            throw GuideErrors.VendorParameterUnused(template, parameter, input.ValuesOf);
        }

        foreach (
            var parameter in input._parameters.Values.Where(parameter =>
                complete && parameter.Required && input.Holds(parameter.When) && !input.HasValue(parameter.Name)
            )
        )
        {
            throw GuideErrors.VendorParameterMissing(template, parameter, input.Lacking(parameter));
        }

        return input;
    }

    private void Take(string name, object? value)
    {
        if (!_parameters.TryGetValue(name, out var parameter))
        {
            throw GuideErrors.VendorParameterUnknown(_template, name, _parameters.Keys);
        }

        _given.Add(parameter.Name);
        if (parameter.Type == TemplateParameterType.Secret)
        {
            _secrets[parameter.Name] =
                value as SecureString ?? throw GuideErrors.VendorParameterInvalid(_template, parameter.Name, "must be a SecureString");
            return;
        }

        var texts = Texts(value).ToList();
        if (texts.Count > 1 && !parameter.List)
        {
            throw GuideErrors.VendorParameterInvalid(_template, parameter.Name, "takes one value");
        }

        if (parameter.Type == TemplateParameterType.Certificate && texts is [var source])
        {
            _certificates[parameter.Name] = CertificateSource.Load(source);
            _values[parameter.Name] = texts;
            return;
        }

        foreach (var text in texts)
        {
            if (ParameterValues.Fault(parameter, text) is { } fault)
            {
                throw GuideErrors.VendorParameterInvalid(_template, parameter.Name, fault);
            }
        }

        if (texts.Count > 0)
        {
            _values[parameter.Name] = [.. texts.Select(text => ParameterValues.Normal(parameter, text)).Distinct(StringComparer.Ordinal)];
        }
    }

    /// <summary>Gives a parameter its default, after those that the default is made of. A template has no cycles: its reader refuses them.</summary>
    private void Complete(TemplateParameter parameter)
    {
        if (_values.ContainsKey(parameter.Name) || parameter.Type == TemplateParameterType.Secret)
        {
            return;
        }

        if (parameter.Default is not { } given)
        {
            if (parameter.Type == TemplateParameterType.Switch)
            {
                _values[parameter.Name] = ["false"];
            }

            return;
        }

        var texts = Texts(given).ToList();
        foreach (var name in texts.SelectMany(Placeholder.NamesIn).Where(_parameters.ContainsKey))
        {
            Complete(_parameters[name]);
            // A default that is empty doesn't count.
            if (!HasValue(name))
            {
                return;
            }
        }

        var values = texts.Select(text => Fill(text)).ToList();
        foreach (var value in values)
        {
            if (ParameterValues.Fault(parameter, value) is { } fault)
            {
                throw GuideErrors.VendorParameterInvalid(_template, parameter.Name, fault);
            }
        }

        _values[parameter.Name] = [.. values.Select(value => ParameterValues.Normal(parameter, value))];
    }

    /// <summary>Whether the vendor's product signs in as the app, without a user.</summary>
    public bool SignsInAsApp => Flow == TemplateFlow.ClientCredentials;

    /// <summary>How the vendor's product signs in; null where nothing but a person can prove it.</summary>
    public TemplateFlow? Flow => _template.SignIn.FirstOrDefault(signIn => Holds(signIn.When))?.Flow;

    /// <summary>Whether a parameter has a value, given or by default.</summary>
    public bool HasValue(string name) => _values.ContainsKey(name) || _secrets.ContainsKey(name);

    /// <summary>The parameters without a value that the default of another is made of.</summary>
    private List<string> Lacking(TemplateParameter parameter) =>
        parameter.Default is { } value
            ?
            [
                .. Texts(value)
                    .SelectMany(Placeholder.NamesIn)
                    .Where(name => _parameters.ContainsKey(name) && !HasValue(name))
                    .Distinct(StringComparer.OrdinalIgnoreCase),
            ]
            : [];

    private bool Holds(string name, JsonElement wanted)
    {
        var isGiven =
            _secrets.ContainsKey(name)
            || (
                _values.TryGetValue(name, out var values) && (_parameters[name].Type != TemplateParameterType.Switch || values[0] == "true")
            );
        return wanted.ValueKind switch
        {
            JsonValueKind.True => isGiven,
            JsonValueKind.False => !isGiven,
            _ => ValuesOf(name).Intersect(Texts(wanted), StringComparer.OrdinalIgnoreCase).Any(),
        };
    }

    private string? Insert(string name)
    {
        if (PrincipalWithId(name) is { } principal)
        {
            return string.Join(
                ", ",
                ValuesOf(principal).Select(value => _principals.TryGetValue(value, out var id) ? id.ToString() : $"<object ID of {value}>")
            );
        }

        if (!_parameters.TryGetValue(name, out var parameter))
        {
            return null;
        }

        return string.Join(", ", ValuesOf(name).Select(value => ParameterValues.Inserted(parameter, value)));
    }

    /// <summary>The texts that a parameter was given, or that the template has as its value.</summary>
    public static IEnumerable<string> TextsOf(VendorTemplate template, IDictionary given, string name) =>
        given[name] is { } value ? Texts(value)
        : template.Values?.TryGetValue(name, out var own) == true ? Texts(own)
        : [];

    private static IEnumerable<string> Texts(object? value) =>
        value switch
        {
            null => [],
            string text => [text],
            bool flag => [flag ? "true" : "false"],
            JsonElement { ValueKind: JsonValueKind.Array } list => list.EnumerateArray().Select(item => item.ToString()),
            JsonElement { ValueKind: JsonValueKind.True } => ["true"],
            JsonElement { ValueKind: JsonValueKind.False } => ["false"],
            JsonElement one => [one.ToString()],
            // An address as it was written: a Uri would add a slash.
            Uri uri => [uri.OriginalString],
            X509Certificate2 certificate => [Convert.ToBase64String(certificate.RawData)],
            IEnumerable several => several.Cast<object?>().SelectMany(Texts),
            _ => [Convert.ToString(value, CultureInfo.InvariantCulture) ?? ""],
        };
}
