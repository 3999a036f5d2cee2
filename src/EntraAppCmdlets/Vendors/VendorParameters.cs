using System.Collections;
using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Security;
using System.Security.Cryptography.X509Certificates;
using EntraAppCmdlets.Guides;

namespace EntraAppCmdlets;

/// <summary>The parameters of a vendor's template as parameters of a command: typed, with help, choices and completion.</summary>
internal sealed class VendorParameters
{
    /// <summary>Takes what fits no parameter, so that the answer is the list of those there are.</summary>
    private const string Others = "OtherVendorParameter";

    private readonly RuntimeDefinedParameterDictionary _defined = [];

    private VendorParameters(VendorTemplate? template, AppException? error)
    {
        Template = template;
        Error = error;
    }

    /// <summary>The template; null if the vendor has none, or the vendor is not known yet.</summary>
    public VendorTemplate? Template { get; }

    /// <summary>Why there is no template.</summary>
    public AppException? Error { get; }

    /// <summary>What PowerShell binds.</summary>
    public RuntimeDefinedParameterDictionary Defined => _defined;

    /// <summary>The parameters of a vendor.</summary>
    /// <param name="cmdlet">The command.</param>
    /// <param name="vendor">The vendor; null where none was named.</param>
    /// <param name="templatePath">Where to look first.</param>
    /// <param name="sets">The parameter sets that they belong to; null for all.</param>
    /// <param name="which">Which of them the command takes; null for all.</param>
    public static VendorParameters? Of(
        PSCmdlet cmdlet,
        string? vendor,
        string[]? templatePath,
        string? sets,
        Func<VendorTemplate, TemplateParameter, bool>? which
    )
    {
        if (string.IsNullOrWhiteSpace(vendor))
        {
            return null;
        }

        VendorParameters result;
        try
        {
            result = new VendorParameters(VendorTemplates.Open(cmdlet, templatePath).Get(vendor), null);
        }
        catch (AppException e)
        {
            result = new VendorParameters(null, e);
        }

        foreach (
            var parameter in result.Template?.AllParameters().Where(parameter => which is null || which(result.Template, parameter)) ?? []
        )
        {
            result._defined[parameter.Name] = Define(parameter, sets);
        }

        result._defined[Others] = TakingOthers(sets);
        return result;
    }

    /// <summary>No parameters, because the vendors come from the pipeline, where each could have others.</summary>
    public static VendorParameters Later()
    {
        var result = new VendorParameters(null, null);
        result._defined[Others] = TakingOthers(null);
        return result;
    }

    /// <summary>What was given for a vendor that became known after the parameters were bound.</summary>
    /// <inheritdoc cref="Given()"/>
    public Hashtable Given(VendorTemplate template)
    {
        if (Template is not null || Error is not null)
        {
            return Given();
        }

        var given = new Hashtable(StringComparer.OrdinalIgnoreCase);
        var others = _defined[Others] is { IsSet: true, Value: object?[] values } ? values.Select(Plain).ToList() : [];
        for (var i = 0; i < others.Count; i++)
        {
            if (NameOf(others[i]) is not { } name)
            {
                throw GuideErrors.VendorParameterUnknown(
                    template,
                    others[i]?.ToString() ?? "",
                    template.AllParameters().Select(parameter => parameter.Name)
                );
            }

            given[name] = i + 1 < others.Count && NameOf(others[i + 1]) is null ? others[++i] : true;
        }

        return given;
    }

    /// <summary>What was given, for <see cref="VendorInput.Resolve"/>.</summary>
    /// <exception cref="AppException">VendorUnknown and the like; VendorParameterUnknown: something fits none.</exception>
    public Hashtable Given()
    {
        if (Error is not null)
        {
            throw Error;
        }

        if (_defined[Others] is { IsSet: true, Value: object?[] { Length: > 0 } others })
        {
            var first = (Plain(others[0])?.ToString() ?? "").TrimStart('-').TrimEnd(':');
            if (Template is null)
            {
                throw GuideErrors.VendorParameterWithoutVendor(first);
            }

            throw GuideErrors.VendorParameterUnknown(Template, first, _defined.Keys.Where(name => name != Others));
        }

        var given = new Hashtable(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, parameter) in _defined)
        {
            if (name != Others && parameter.IsSet)
            {
                given[name] = Plain(parameter.Value);
            }
        }

        return given;
    }

    private static RuntimeDefinedParameter TakingOthers(string? sets) =>
        new(Others, typeof(object[]), [Attribute(sets, new ParameterAttribute { ValueFromRemainingArguments = true, DontShow = true })]);

    /// <summary>The name of a parameter as it comes among the remaining arguments; null for a value.</summary>
    private static string? NameOf(object? argument) =>
        argument is string text && text.Length > 1 && text[0] == '-' && char.IsAsciiLetter(text[1])
            ? text.TrimStart('-').TrimEnd(':')
            : null;

    private static object? Plain(object? value) =>
        value switch
        {
            PSObject wrapped => Plain(wrapped.BaseObject),
            SwitchParameter flag => flag.IsPresent,
            _ => value,
        };

    private static RuntimeDefinedParameter Define(TemplateParameter parameter, string? sets)
    {
        // None is mandatory to PowerShell, which would ask for a value by its name alone, and would ask a runbook too: the error names what is
        // missing, with its explanation and an example.
        var attributes = new Collection<Attribute> { Attribute(sets, new ParameterAttribute { HelpMessage = Help(parameter) }) };
        if (parameter.Choices.Count > 0)
        {
            attributes.Add(new ChoiceTransformation(parameter));
            attributes.Add(new ValidateSetAttribute([.. parameter.Choices.Select(choice => choice.Value)]));
        }
        else if (parameter.Type == TemplateParameterType.Certificate)
        {
            attributes.Add(new CertificateTransformation());
        }
        else if (parameter.Type != TemplateParameterType.Switch)
        {
            attributes.Add(
                new ArgumentCompleterAttribute(
                    parameter.Type == TemplateParameterType.Principal ? typeof(UserOrGroupCompleter) : typeof(NothingCompleter)
                )
            );
        }

        if (parameter.Minimum is not null || parameter.Maximum is not null)
        {
            attributes.Add(new ValidateRangeAttribute(parameter.Minimum ?? int.MinValue, parameter.Maximum ?? int.MaxValue));
        }

        var type = parameter.Type switch
        {
            TemplateParameterType.Switch => typeof(SwitchParameter),
            TemplateParameterType.Guid => typeof(Guid),
            TemplateParameterType.Int => typeof(int),
            TemplateParameterType.Secret => typeof(SecureString),
            _ => typeof(string),
        };
        return new RuntimeDefinedParameter(parameter.Name, parameter.List ? type.MakeArrayType() : type, attributes);
    }

    /// <summary>Takes what a choice inserts for the choice: AzureADMyOrg for SingleTenant.</summary>
    private sealed class ChoiceTransformation(TemplateParameter parameter) : ArgumentTransformationAttribute
    {
        public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) =>
            VendorParameters.Plain(inputData) switch
            {
                string text => ParameterValues.ChoiceOf(parameter, text)?.Value ?? text,
                object?[] several => several
                    .Select(item =>
                        VendorParameters.Plain(item) is string text ? ParameterValues.ChoiceOf(parameter, text)?.Value ?? text : item
                    )
                    .ToArray(),
                _ => inputData,
            };
    }

    /// <summary>Takes files by their place in PowerShell, where the current folder is another than that of the process, and certificates of the store.</summary>
    private sealed class CertificateTransformation : ArgumentTransformationAttribute
    {
        public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) =>
            VendorParameters.Plain(inputData) switch
            {
                X509Certificate2 certificate => Convert.ToBase64String(certificate.RawData),
                FileInfo file => file.FullName,
                string text when !text.Contains("-----BEGIN ", StringComparison.Ordinal) => FileOf(engineIntrinsics.SessionState.Path, text)
                    ?? text,
                _ => inputData,
            };

        private static string? FileOf(PathIntrinsics paths, string text)
        {
            try
            {
                var file = paths.GetUnresolvedProviderPathFromPSPath(text);
                return File.Exists(file) ? file : null;
            }
            catch (Exception e) when (e is RuntimeException or IOException or NotSupportedException)
            {
                // Base64 may read like the path of a drive that isn't there.
                return null;
            }
        }
    }

    private static ParameterAttribute Attribute(string? sets, ParameterAttribute attribute)
    {
        if (sets is not null)
        {
            attribute.ParameterSetName = sets;
        }

        return attribute;
    }

    private static string Help(TemplateParameter parameter) =>
        parameter.Example is null ? parameter.Help : $"{parameter.Help} For example: {parameter.Example}";
}
