using System.Text.Json;
using System.Text.RegularExpressions;

namespace EntraAppCmdlets.Guides;

/// <summary>What parameters are named, which values they take, and what they are when nobody gives one.</summary>
internal sealed class TemplateParameterRules(CheckedTemplate subject) : TemplateRuleSet(subject)
{
    /// <summary>The longest name of a parameter, as the schema has it.</summary>
    private const int MaxName = 40;

    /// <summary>Names that the commands use themselves, and PowerShell's common parameters.</summary>
    public static readonly HashSet<string> Reserved = new(StringComparer.OrdinalIgnoreCase)
    {
        "Vendor",
        "Path",
        "InputObject",
        "Role",
        "SkipUnavailableApi",
        "KeyVaultResourceId",
        "DisplayName",
        "UniqueName",
        "AppId",
        "App",
        "Tenant",
        "Restore",
        "NoSecret",
        "NewSecret",
        "ReplaceSecret",
        "KeyVaultName",
        "KeyVaultUri",
        "VaultName",
        "KeyVaultSecretName",
        "NoConsent",
        "NoSignInTest",
        "SecretDisplayName",
        "ValidForDays",
        "Secret",
        "Format",
        "IncludeSecret",
        "AsPlainText",
        "Force",
        "Quiet",
        "SignInAudience",
        "TemplatePath",
        "PlanPath",
        "Permanent",
        "PassThru",
        "BicepFile",
        "OutFile",
        "Name",
        "Audience",
        "WebRedirectUri",
        "ClientId",
        "ApplicationId",
        "OtherVendorParameter",
        "SpaRedirectUri",
        "PublicClientRedirectUri",
        "IdTokenIssuance",
        "AccessTokenIssuance",
        "AccessTokenVersion",
        "PublicClientFlows",
        "HomePageUrl",
        "LogoutUrl",
        "TermsOfServiceUrl",
        "PrivacyStatementUrl",
        "Notes",
        "PropertyLock",
        "AssignmentRequired",
        "ServicePrincipalEnabled",
        "HideApp",
        "Tag",
        "Installation",
        "With",
        "WithTenant",
        "To",
        "Map",
        VendorTemplate.VariantParameter,
        "Verbose",
        "Debug",
        "ErrorAction",
        "WarningAction",
        "InformationAction",
        "ProgressAction",
        "ErrorVariable",
        "WarningVariable",
        "InformationVariable",
        "OutVariable",
        "OutBuffer",
        "PipelineVariable",
        "WhatIf",
        "Confirm",
    };

    public override void Check()
    {
        CheckUnique("variants", "id", "variant");
        CheckUnique("parameters", "name", "parameter");
        CheckVariants();
        CheckParameters();
        CheckCycles();
        CheckValues();
    }

    private void CheckVariants()
    {
        if (Template.Variants.Count > 0 && Template.Variants.Count(variant => variant.Default) > 1)
        {
            Faults.Add(Json.Member("variants")!, "default", "Two variants say that they are the default.");
        }
    }

    private void CheckParameters()
    {
        foreach (var (entry, parameter) in Entries("parameters").Zip(Template.Parameters))
        {
            if (Reserved.Contains(parameter.Name))
            {
                Faults.Add(
                    entry.Member("name")!,
                    "reserved",
                    $"'{parameter.Name}' is a parameter of the commands themselves. Use another name, such as '{Free(parameter.Name)}'."
                );
            }

            if ((parameter.Type == TemplateParameterType.Choice) != (parameter.Choices.Count > 0))
            {
                Faults.Add(
                    entry.Member("choices") ?? entry.Member("type")!,
                    "choices",
                    parameter.Choices.Count > 0
                        ? $"Only a parameter of type Choice has choices; '{parameter.Name}' isn't one."
                        : $"'{parameter.Name}' is of type Choice and has no choices."
                );
            }

            foreach (
                var again in parameter
                    .Choices.GroupBy(choice => choice.Value, StringComparer.OrdinalIgnoreCase)
                    .Where(group => group.Count() > 1)
            )
            {
                Faults.Add(entry.Member("choices")!, "duplicate", $"'{parameter.Name}' has the choice '{again.Key}' twice.");
            }

            if (
                parameter.List
                && parameter.Type is TemplateParameterType.Switch or TemplateParameterType.Secret or TemplateParameterType.Certificate
            )
            {
                Faults.Add(entry.Member("list") ?? entry, "list", $"A parameter of type {parameter.Type} has one value.");
            }

            CheckPattern(entry, parameter);
            CheckDefault(entry, parameter);
        }
    }

    /// <summary>A name that no command has: with the vendor's before it, as far as parameters can have its letters.</summary>
    private string Free(string name)
    {
        var vendor = string.Concat(Template.Id.Where(char.IsAsciiLetterOrDigit));
        return $"{char.ToUpperInvariant(vendor[0])}{vendor[1..Math.Min(vendor.Length, MaxName - name.Length)]}{name}";
    }

    private void CheckPattern(PositionedJson entry, TemplateParameter parameter)
    {
        if (parameter.Pattern is null)
        {
            return;
        }

        try
        {
            // Alone first: what is unbalanced must not be balanced by what surrounds it.
            _ = new Regex(parameter.Pattern);
            _ = new ParameterPattern(parameter.Pattern);
        }
        catch (NotSupportedException)
        {
            Faults.Add(
                entry.Member("pattern")!,
                "pattern",
                $"The pattern of '{parameter.Name}' looks around or refers back, as (?=...) and \\1 do, or repeats too much. Write it without."
            );
        }
        catch (ArgumentException e)
        {
            Faults.Add(entry.Member("pattern")!, "pattern", $"The pattern of '{parameter.Name}' is no regular expression: {e.Message}");
        }
    }

    private void CheckDefault(PositionedJson entry, TemplateParameter parameter)
    {
        if (entry.Member("default") is not { } given)
        {
            return;
        }

        var fits = parameter.Type switch
        {
            TemplateParameterType.Switch => given.Kind is JsonValueKind.True or JsonValueKind.False,
            TemplateParameterType.Int => given.Integer is not null,
            TemplateParameterType.Secret or TemplateParameterType.Principal or TemplateParameterType.Certificate => false,
            _ => given.Kind == (parameter.List ? JsonValueKind.Array : JsonValueKind.String),
        };
        if (!fits)
        {
            Faults.Add(
                given,
                "default",
                $"A default of '{parameter.Name}' ({parameter.Type}{(parameter.List ? ", list" : "")}) can't be {given.KindInWords}."
            );
            return;
        }

        if (parameter.Type is TemplateParameterType.Switch or TemplateParameterType.Int)
        {
            return;
        }

        foreach (var value in parameter.List ? given.Items : [given])
        {
            if (Placeholder.NamesIn(value.Text).Any())
            {
                continue;
            }

            if (ParameterValues.Fault(parameter, value.Text) is { } fault)
            {
                Faults.Add(value, "default", $"The default of '{parameter.Name}' {fault}.");
            }
        }
    }

    /// <summary>A default may be made of other parameters, but not, through them, of itself.</summary>
    private void CheckCycles()
    {
        var entries = Entries("parameters")
            .Where(entry => entry.Member("default") is not null)
            .GroupBy(entry => entry.Member("name")!.Text, StringComparer.OrdinalIgnoreCase)
            .ToDictionary(group => group.Key, group => group.First().Member("default")!, StringComparer.OrdinalIgnoreCase);
        var done = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var name in entries.Keys)
        {
            Visit(name, []);
        }

        void Visit(string name, List<string> path)
        {
            var at = path.FindIndex(item => string.Equals(item, name, StringComparison.OrdinalIgnoreCase));
            if (at >= 0)
            {
                Faults.Add(
                    entries[path[^1]],
                    "cycle",
                    $"The default of '{name}' is made of itself: {string.Join(" -> ", path.Skip(at).Append(name))}."
                );
                return;
            }

            if (!done.Contains(name) && entries.TryGetValue(name, out var value))
            {
                foreach (var next in value.Texts.SelectMany(text => Placeholder.NamesIn(text.Text)))
                {
                    Visit(next, [.. path, name]);
                }

                done.Add(name);
            }
        }
    }

    /// <summary>The values of an exported app are held to what a person may give.</summary>
    private void CheckValues()
    {
        foreach (var member in Json.Member("values")?.Members ?? [])
        {
            if (!Parameters.TryGetValue(member.Name, out var parameter) || parameter.Type == TemplateParameterType.Secret)
            {
                Faults.Add(
                    member,
                    "values",
                    parameter is null
                        ? $"There is no parameter '{member.Name}'; there are {string.Join(", ", Parameters.Keys)}."
                        : $"'{member.Name}' is a secret, which no file holds."
                );
                continue;
            }

            if (member.Value.Kind == JsonValueKind.Array && !parameter.List)
            {
                Faults.Add(member.Value, "values", $"'{member.Name}' takes one value.");
            }

            foreach (var value in member.Value.Kind == JsonValueKind.Array ? member.Value.Items : [member.Value])
            {
                var text = value.Kind switch
                {
                    JsonValueKind.True => "true",
                    JsonValueKind.False => "false",
                    _ => value.Text,
                };
                if (ParameterValues.Fault(parameter, text) is { } fault)
                {
                    Faults.Add(value, "values", $"'{member.Name}' {fault}.");
                }
            }
        }
    }
}
