using System.Text.Json.Serialization;

namespace EntraAppCmdlets.Guides;

/// <summary>How a template file becomes a <see cref="VendorTemplate"/>, once it has been held against the schema.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip
)]
[JsonSerializable(typeof(VendorTemplate))]
[JsonSerializable(typeof(TemplateSignIn[]))]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(string[]))]
internal sealed partial class TemplateJson : JsonSerializerContext;
