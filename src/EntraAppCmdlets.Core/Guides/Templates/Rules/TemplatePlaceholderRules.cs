using System.Text.Json;

namespace EntraAppCmdlets.Guides;

/// <summary>What is in braces is known where it is used.</summary>
internal sealed class TemplatePlaceholderRules(CheckedTemplate subject) : TemplateRuleSet(subject)
{
    public override void Check()
    {
        var ofParameters = Parameters.Keys.ToList();
        List<string> beforehand = [.. ofParameters, .. Placeholder.OfTenant];
        List<string> afterwards = [.. beforehand, .. Placeholder.OfApp, .. Earlier.SelectMany(app => Placeholder.OfOther(app.Key!))];
        foreach (var member in Json.Members)
        {
            switch (member.Name)
            {
                case "parameters":
                    foreach (var entry in member.Value.Items)
                    {
                        Check(entry.Member("default"), beforehand);
                    }

                    break;
                case "steps" or "notes":
                    foreach (var entry in member.Value.Items)
                    {
                        Check(entry.Member("text"), member.Name == "steps" ? afterwards : beforehand);
                    }

                    break;
                case "settings":
                    List<string> ofSettings =
                    [
                        .. afterwards,
                        Placeholder.SecretText,
                        .. Parameters
                            .Values.Where(parameter => parameter.Type == TemplateParameterType.Principal)
                            .Select(parameter => $"{parameter.Name}{Placeholder.IdOfPrincipal}"),
                    ];
                    foreach (var entry in member.Value.Items)
                    {
                        Check(entry.Member("value"), ofSettings);
                    }

                    break;
                case "api":
                    Check(member.Value.Member("identifierUri"), [.. beforehand, "app.appId"]);
                    Check(member.Value.Member("scopes"), beforehand);
                    Check(member.Value.Member("authorizedClients"), beforehand);
                    break;
                case "permissions":
                    List<string> ofApis = [.. beforehand, .. Earlier.Select(app => $"{app.Key}.appId")];
                    foreach (var field in member.Value.Items.SelectMany(entry => entry.Members).Where(field => field.Name != "when"))
                    {
                        Check(field.Value, field.Name == "api" ? ofApis : beforehand);
                    }

                    break;
                case not (
                    "id"
                    or "key"
                    or "title"
                    or "description"
                    or "kind"
                    or "guide"
                    or "variants"
                    or "formats"
                    or "signIn"
                    or "symptoms"
                    or "$schema"
                ):
                    Check(member.Value, beforehand);
                    break;
            }
        }

        void Check(PositionedJson? value, IReadOnlyCollection<string> known)
        {
            if (value is null)
            {
                return;
            }

            foreach (var member in value.Members.Where(member => member.Name != "when"))
            {
                Check(member.Value, known);
            }

            foreach (var text in value.Texts)
            {
                CheckText(text, known);
            }

            foreach (var item in value.Items.Where(item => item.Kind == JsonValueKind.Object))
            {
                Check(item, known);
            }
        }

        void CheckText(PositionedJson text, IReadOnlyCollection<string> known)
        {
            foreach (var name in Placeholder.NamesIn(text.Text).Where(name => !known.Contains(name, StringComparer.OrdinalIgnoreCase)))
            {
                Faults.Add(text, "placeholder", $"{{{name}}} stands for nothing here; there are {string.Join(", ", known)}.");
            }

            if (Placeholder.Stray(text.Text) is { } brace)
            {
                Faults.Add(text, "placeholder", $"'{brace}' is part of no placeholder.");
            }
        }
    }
}
